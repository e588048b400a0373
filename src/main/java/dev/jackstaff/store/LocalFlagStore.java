package dev.jackstaff.store;

import dev.jackstaff.internal.json.FlagJson;
import dev.jackstaff.model.Condition;
import dev.jackstaff.model.Flag;
import dev.jackstaff.model.FlagSet;
import dev.jackstaff.model.Requirement;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
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
  }

  final void publish(FlagSet set) {
    flags = set;
    watchers.tell(set);
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
          expect(flag.name(), expectedRevision, flag(set, flag.name()));
          return set.with(flag);
        });
    return FlagJson.revision(flag);
  }

  @Override
  public final void remove(String name, String expectedRevision, boolean force, Change change) {
    change(
        set -> {
          expect(name, expectedRevision, flag(set, name));
          return force ? withoutRequirements(set, name).without(name) : set.without(name);
        });
  }

  private static FlagSet withoutRequirements(FlagSet set, String name) {
    List<Flag> changed = new ArrayList<>();
    for (Flag flag : set.flags()) {
      List<Requirement> kept =
          flag.requires().stream().filter(required -> !required.flag().equals(name)).toList();
      changed.add(kept.size() == flag.requires().size() ? flag : requiring(flag, kept));
    }
    return FlagSet.of(changed, set.segments());
  }

  private static Flag requiring(Flag flag, List<Requirement> requirements) {
    return flag.toBuilder().requires(requirements).build();
  }

  @Override
  public final String putSegment(
      String name, Condition condition, @Nullable String expectedRevision, Change change) {
    change(
        set -> {
          expect(name, expectedRevision, segment(set, name));
          return set.withSegment(name, condition);
        });
    return FlagJson.revision(condition);
  }

  @Override
  public final void removeSegment(String name, String expectedRevision, Change change) {
    change(
        set -> {
          expect(name, expectedRevision, segment(set, name));
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

  private String edit(String name, UnaryOperator<Flag> edit) {
    FlagSet after =
        change(
            set -> {
              Flag flag = set.find(name).orElseThrow(() -> missing(name));
              return set.with(edit.apply(flag));
            });
    return FlagJson.revision(after.find(name).orElseThrow());
  }

  private static NoSuchElementException missing(String name) {
    return new NoSuchElementException("there is no flag '" + name + "'");
  }

  private FlagSet change(UnaryOperator<FlagSet> edit) {
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

  private static void expect(
      String subject, @Nullable String expected, @Nullable Versioned<?> current) {
    if (!Objects.equals(expected, current == null ? null : current.revision())) {
      throw new StaleRevisionException(subject, expected, current);
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
