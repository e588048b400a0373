package dev.jackstaff.store;

import dev.jackstaff.internal.json.FlagJson;
import dev.jackstaff.model.Condition;
import dev.jackstaff.model.Flag;
import dev.jackstaff.model.FlagSet;
import dev.jackstaff.model.InvalidFlagsException;
import dev.jackstaff.model.Kill;
import dev.jackstaff.store.UnwrittenActs.Act;
import java.time.InstantSource;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A store whose origin is read and written as a whole, by one process at a time. The revision of a
 * definition is a hash of it, so it need not be stored.
 *
 * <p>An act of safety is in force before the origin is accessed: the published set is the last good
 * set of the origin with the unwritten acts applied to it.
 */
abstract class LocalFlagStore implements WritableFlagStore {
  private static final int MAX_ATTEMPTS = 20;
  private static final String UNDER_WAY = "it is being written";

  private final InstantSource clock;
  private final Watchers watchers = new Watchers();

  /**
   * Guards the published set and its parts. Held for moments only; no thread accesses the origin
   * while it holds this lock.
   */
  private final ReentrantLock lock = new ReentrantLock();

  private FlagSet lastValid = FlagSet.empty();
  private UnaryOperator<FlagSet> stops = UnaryOperator.identity();
  private volatile UnwrittenActs acts = UnwrittenActs.NONE;
  private volatile FlagSet flags = FlagSet.empty();

  LocalFlagStore(InstantSource clock) {
    this.clock = clock;
  }

  /**
   * Runs a piece of work while no other thread reads the origin in order to write it; throws the
   * exception of the work.
   */
  abstract <T> T exclusively(Supplier<T> work);

  /** Returns the current set of the origin; called only within {@link #exclusively}. */
  abstract FlagSet origin();

  /** Writes a new set into the origin; called only within {@link #exclusively}. */
  abstract void write(FlagSet before, FlagSet after);

  final InstantSource clock() {
    return clock;
  }

  final UnwrittenActs acts() {
    return acts;
  }

  /** Publishes a set of the origin. */
  final void serve(FlagSet set) {
    serve(set, UnaryOperator.identity(), acts -> acts);
  }

  /** Publishes the last good set with the stops of an origin that is invalid. */
  final void stop(UnaryOperator<FlagSet> edit) {
    lock.lock();
    try {
      serve(lastValid, edit, acts -> acts);
    } finally {
      lock.unlock();
    }
  }

  private void serve(
      FlagSet set, UnaryOperator<FlagSet> edit, UnaryOperator<UnwrittenActs> change) {
    lock.lock();
    try {
      lastValid = set;
      stops = edit;
      change(change);
    } finally {
      lock.unlock();
    }
  }

  final void change(UnaryOperator<UnwrittenActs> change) {
    lock.lock();
    try {
      acts = change.apply(acts);
      FlagSet now = acts.over(stops.apply(lastValid));
      if (!now.equals(flags)) {
        flags = now;
        watchers.enqueue(now);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Calls the watchers on this thread. */
  final void deliver() {
    watchers.deliver();
  }

  /** Calls engines on this thread, and the other watchers by an executor. */
  final void deliver(Executor executor) {
    watchers.deliver(executor);
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
    return Optional.ofNullable(flag(exclusively(this::present), name));
  }

  @Override
  public final Optional<Versioned<Condition>> findSegment(String name) {
    return Optional.ofNullable(segment(exclusively(this::present), name));
  }

  @Override
  public final String put(Flag flag, @Nullable String expectedRevision, Change change) {
    edit(
        set -> {
          FlagEdits.expect(flag.name(), expectedRevision, flag(set, flag.name()));
          return set.with(flag);
        });
    return FlagJson.revision(flag);
  }

  @Override
  public final void remove(String name, String expectedRevision, boolean force, Change change) {
    edit(
        set -> {
          FlagEdits.expect(name, expectedRevision, flag(set, name));
          return force ? FlagEdits.withoutRequirements(set, name).without(name) : set.without(name);
        });
  }

  @Override
  public final String putSegment(
      String name, Condition condition, @Nullable String expectedRevision, Change change) {
    edit(
        set -> {
          FlagEdits.expect(name, expectedRevision, segment(set, name));
          return set.withSegment(name, condition);
        });
    return FlagJson.revision(condition);
  }

  @Override
  public final void removeSegment(String name, String expectedRevision, Change change) {
    edit(
        set -> {
          FlagEdits.expect(name, expectedRevision, segment(set, name));
          return set.withoutSegment(name);
        });
  }

  @Override
  public final void replace(FlagSet before, FlagSet after, Change change) {
    SetDifference difference = new SetDifference(before, after);
    edit(
        set -> {
          difference.expect(name -> flag(set, name), name -> segment(set, name));
          return difference.over(set);
        });
  }

  @Override
  public final String kill(String name, Change change) {
    Kill kill = new Kill(change.by(), clock.instant(), change.why());
    return act(name, new Act(kill, false, UNDER_WAY));
  }

  @Override
  public final String lift(String name, Change change) {
    boolean pending = acts.byFlag().containsKey(name);
    change(known -> known.lifted(name));
    deliver();
    try {
      return edit(name, FlagEdits::lifted);
    } catch (StoreException | InvalidFlagsException e) {
      Flag flag = flags.find(name).orElse(null);
      if (pending && flag != null && !flag.isKilled()) {
        return FlagJson.revision(flag);
      }
      throw e;
    }
  }

  @Override
  public final String setRollout(String name, double percentage, Change change) {
    return percentage == 0
        ? act(name, new Act(null, true, UNDER_WAY))
        : edit(name, flag -> FlagEdits.rolledOut(flag, percentage));
  }

  /** Puts an act in force, then writes it; if it cannot be written, the status gives the reason. */
  private String act(String name, Act act) {
    boolean known = flags.find(name).isPresent();
    if (known) {
      change(before -> before.with(name, act));
      watchers.deliverToEngines();
    }
    try {
      return edit(name, act::over);
    } catch (NoSuchElementException e) {
      change(before -> before.without(name));
      throw e;
    } catch (StoreException | InvalidFlagsException e) {
      Flag flag = flags.find(name).orElse(null);
      if (!known || flag == null) {
        throw e;
      }
      // If the flag was re-enabled meanwhile, that newer change takes precedence.
      change(before -> before.because(name, reason(e)));
      if (acts.byFlag().containsKey(name)) {
        unwritten(acts);
      }
      return FlagJson.revision(flag);
    } finally {
      deliver();
    }
  }

  /** Returns the reason in one line. */
  static String reason(RuntimeException e) {
    return "not yet written because " + String.valueOf(e.getMessage()).replaceAll("\\s+", " ");
  }

  /** Receives acts that could not be written. */
  void unwritten(UnwrittenActs waiting) {}

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
        edit(
            set -> {
              Flag flag = set.find(name).orElseThrow(() -> FlagEdits.missing(name));
              return set.with(edit.apply(flag));
            });
    return FlagJson.revision(after.find(name).orElseThrow());
  }

  private FlagSet edit(UnaryOperator<FlagSet> edit) {
    try {
      return exclusively(() -> write(edit));
    } finally {
      deliver();
    }
  }

  /**
   * Returns the origin's set with the acts that it does not have; called only within {@link
   * #exclusively}.
   */
  private FlagSet present() {
    return acts.over(origin());
  }

  /** Writes the unwritten acts; called only within {@link #exclusively}. */
  final void writeActs() {
    write(set -> set);
  }

  /** Thrown when another process has written the origin after it was read. */
  static final class OriginChanged extends StoreException {
    private static final long serialVersionUID = 1L;

    OriginChanged(String origin) {
      super(origin + " was changed by another writer meanwhile", null);
    }
  }

  private FlagSet write(UnaryOperator<FlagSet> edit) {
    for (int attempt = 1; attempt < MAX_ATTEMPTS; attempt++) {
      try {
        return writeOnce(edit);
      } catch (OriginChanged e) {
        // Another writer was faster: the edit is repeated on the new set.
      }
    }
    return writeOnce(edit);
  }

  /** Writes once, with the unwritten acts; called only within {@link #exclusively}. */
  private FlagSet writeOnce(UnaryOperator<FlagSet> edit) {
    UnwrittenActs waiting = acts;
    FlagSet before = origin();
    FlagSet after = edit.apply(waiting.over(before));
    if (!after.equals(before)) {
      write(before, after);
    }
    UnwrittenActs written = waiting.in(before);
    serve(after, UnaryOperator.identity(), known -> known.without(written));
    return after;
  }

  private static @Nullable Versioned<Flag> flag(FlagSet set, String name) {
    return set.find(name).map(it -> new Versioned<>(it, FlagJson.revision(it))).orElse(null);
  }

  private static @Nullable Versioned<Condition> segment(FlagSet set, String name) {
    Condition condition = set.segments().get(name);
    return condition == null ? null : new Versioned<>(condition, FlagJson.revision(condition));
  }
}
