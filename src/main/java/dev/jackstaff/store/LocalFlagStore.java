package dev.jackstaff.store;

import dev.jackstaff.internal.json.FlagJson;
import dev.jackstaff.model.Condition;
import dev.jackstaff.model.Flag;
import dev.jackstaff.model.FlagSet;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A store whose origin is read and written as a whole, by one process. The revision of a definition
 * is a hash of it, so it needs no place of its own.
 */
abstract class LocalFlagStore implements WritableFlagStore {
  private final InstantSource clock;
  private final Watchers watchers = new Watchers();

  /** Held while the origin is read or written; never by a request. */
  private final ReentrantLock lock = new ReentrantLock();

  private volatile FlagSet flags = FlagSet.empty();

  LocalFlagStore(InstantSource clock) {
    this.clock = clock;
  }

  /** The set as the origin has it now. */
  abstract FlagSet origin();

  /** Puts a new set into the origin. */
  abstract void write(FlagSet before, FlagSet after);

  final InstantSource clock() {
    return clock;
  }

  final void locked(Runnable task) {
    lock.lock();
    try {
      task.run();
    } finally {
      lock.unlock();
    }
    watchers.deliver();
  }

  final void publish(FlagSet set) {
    flags = set;
    watchers.enqueue(set);
  }

  @Override
  public final FlagSet flags() {
    return flags;
  }

  @Override
  public final Watch watch(Consumer<FlagSet> listener) {
    return watchers.add(listener);
  }

  @Override
  public final Optional<Versioned<Flag>> find(String name) {
    return Optional.ofNullable(flag(origin(), name));
  }

  @Override
  public final Optional<Versioned<Condition>> findSegment(String name) {
    return Optional.ofNullable(segment(origin(), name));
  }

  @Override
  public final String put(Flag flag, @Nullable String expectedRevision, Change change) {
    change(
        set -> {
          FlagEdits.expect(flag.name(), expectedRevision, flag(set, flag.name()));
          return set.with(flag);
        });
    return FlagJson.revision(flag);
  }

  @Override
  public final void remove(String name, String expectedRevision, boolean force, Change change) {
    change(
        set -> {
          FlagEdits.expect(name, expectedRevision, flag(set, name));
          return force ? FlagEdits.withoutRequirements(set, name).without(name) : set.without(name);
        });
  }

  @Override
  public final String putSegment(
      String name, Condition condition, @Nullable String expectedRevision, Change change) {
    change(
        set -> {
          FlagEdits.expect(name, expectedRevision, segment(set, name));
          return set.withSegment(name, condition);
        });
    return FlagJson.revision(condition);
  }

  @Override
  public final void removeSegment(String name, String expectedRevision, Change change) {
    change(
        set -> {
          FlagEdits.expect(name, expectedRevision, segment(set, name));
          return set.withoutSegment(name);
        });
  }

  @Override
  public final String kill(String name, Change change) {
    return edit(name, flag -> FlagEdits.killed(flag, change, clock.instant()));
  }

  @Override
  public final String lift(String name, Change change) {
    return edit(name, FlagEdits::lifted);
  }

  @Override
  public final String setRollout(String name, double percentage, Change change) {
    return edit(name, flag -> FlagEdits.rolledOut(flag, percentage));
  }

  @Override
  public final String hold(String name, Change change) {
    return edit(name, flag -> FlagEdits.held(flag, clock.instant()));
  }

  @Override
  public final String resume(String name, Change change) {
    return edit(name, flag -> FlagEdits.resumed(flag, clock.instant()));
  }

  private String edit(String name, UnaryOperator<Flag> edit) {
    FlagSet after =
        change(
            set -> {
              Flag flag = set.find(name).orElseThrow(() -> FlagEdits.missing(name));
              return set.with(edit.apply(flag));
            });
    return FlagJson.revision(after.find(name).orElseThrow());
  }

  private FlagSet change(UnaryOperator<FlagSet> edit) {
    FlagSet after = changed(edit);
    watchers.deliver();
    return after;
  }

  private FlagSet changed(UnaryOperator<FlagSet> edit) {
    lock.lock();
    try {
      FlagSet before = origin();
      FlagSet after = edit.apply(before);
      if (!after.equals(before)) {
        write(before, after);
      }
      if (!after.equals(flags)) {
        publish(after);
      }
      return after;
    } finally {
      lock.unlock();
    }
  }

  private static @Nullable Versioned<Flag> flag(FlagSet set, String name) {
    return set.find(name).map(it -> new Versioned<>(it, FlagJson.revision(it))).orElse(null);
  }

  private static @Nullable Versioned<Condition> segment(FlagSet set, String name) {
    Condition condition = set.segments().get(name);
    return condition == null ? null : new Versioned<>(condition, FlagJson.revision(condition));
  }
}
