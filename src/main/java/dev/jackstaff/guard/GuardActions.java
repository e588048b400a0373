package dev.jackstaff.guard;

import dev.jackstaff.FeatureFlags;
import dev.jackstaff.guard.GuardVerdict.Action;
import dev.jackstaff.model.Flag;
import dev.jackstaff.model.Kill;
import dev.jackstaff.model.Schedule;
import dev.jackstaff.store.Change;
import dev.jackstaff.store.StaleRevisionException;
import dev.jackstaff.store.StoreException;
import dev.jackstaff.store.Versioned;
import dev.jackstaff.store.WritableFlagStore;
import java.time.Instant;
import java.util.NoSuchElementException;
import java.util.OptionalInt;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Carries out a guard's decisions. A kill takes effect in this process before it is written, so
 * that no failure of a store can prevent it. Changes that somebody else made before the guard acted
 * are never overwritten. The verdict of a node that judges apart from the others affects only that
 * node.
 */
final class GuardActions {
  /** The name of the guard in the history. */
  static final String BY = "guard";

  private static final int MAX_ATTEMPTS = 3;

  private final FeatureFlags features;
  private final EventExchange sharing;

  GuardActions(FeatureFlags features, EventExchange sharing) {
    this.features = features;
    this.sharing = sharing;
  }

  private @Nullable WritableFlagStore store() {
    return features.store().orElse(null) instanceof WritableFlagStore writable ? writable : null;
  }

  /**
   * The result of an attempt.
   *
   * @param action the action taken, or null if there was nothing to do: another node was quicker,
   *     or the flag is no longer the one that was judged
   * @param isFinal whether the action is complete, or is not to be retried
   * @param trouble the reason why it is not complete, or an empty text
   */
  record Result(@Nullable Action action, boolean isFinal, String trouble) {
    /** The result if another node or a person was quicker. */
    static final Result NOTHING = new Result(null, true, "");

    /** The result if the flag is no longer the one that was judged. */
    static final Result WITHDRAWN = new Result(null, true, "the flag was redefined");

    static Result done(Action action) {
      return new Result(action, true, "");
    }

    static Result open(Action action, String trouble) {
      return new Result(action, false, trouble);
    }

    /** Returns whether the store has the action, written by this node or another one. */
    boolean isWritten() {
      return equals(NOTHING) || action == Action.KILLED || action == Action.HELD;
    }
  }

  /** Acts on a verdict, for the first time or again. */
  Result halt(Halt halt, boolean first, Instant now) {
    return switch (halt.watch().guard().then()) {
      case KILL -> kill(halt, first);
      case HOLD -> hold(halt, first, now);
      case NOTIFY -> Result.done(Action.TOLD);
    };
  }

  private Result kill(Halt halt, boolean first) {
    GuardedFlag watch = halt.watch();
    String name = watch.name();
    Flag served = features.definitions().find(name).orElse(null);
    if (!isKilledLocally(name)) {
      boolean open = served != null && !served.isKilled();
      if (first ? served == null || !watch.isAbout(served) : open) {
        // The flag was redefined, or somebody has re-enabled it since.
        return Result.WITHDRAWN;
      }
      if (first) {
        killLocally(halt);
      }
    }
    WritableFlagStore store = store();
    return watch.isApart() || store == null
        ? Result.done(Action.KILLED_HERE)
        : kill(store, halt, first);
  }

  private void killLocally(Halt halt) {
    Kill kill = new Kill(BY, halt.found().at(), halt.reason());
    features.integration().killLocally(halt.watch().name(), kill);
  }

  private Result kill(WritableFlagStore store, Halt halt, boolean first) {
    GuardedFlag watch = halt.watch();
    String name = watch.name();
    try {
      if (!store.status().unwritten().containsKey(name)) {
        Flag found = read(store, watch);
        if (first && found != null && found.isKilled()) {
          return Result.NOTHING;
        }
        if (first && found != null && !wasJudged(watch, found)) {
          liftLocally(name);
          return Result.WITHDRAWN;
        }
        store.kill(name, Change.by(BY, halt.reason()));
      }
      String unwritten = store.status().unwritten().get(name);
      return unwritten == null
          ? Result.done(Action.KILLED)
          : Result.open(Action.KILLED_UNWRITTEN, unwritten);
    } catch (NoSuchElementException gone) {
      liftLocally(name);
      return Result.WITHDRAWN;
    } catch (RuntimeException | Error e) {
      features.integration().report("the guard's writing of " + name, e);
      return Result.open(Action.KILLED_UNWRITTEN, String.valueOf(e));
    }
  }

  /**
   * Returns whether a stored definition is the one that was judged. A flag that was killed and
   * re-enabled since looks the same and has another test, which a node that is behind does not know
   * yet; so the history decides, if it can be read.
   */
  private boolean wasJudged(GuardedFlag watch, Flag stored) {
    if (!watch.isAbout(stored) || watch.shared().key().isEmpty()) {
      return watch.isAbout(stored);
    }
    try {
      String key = watch.shared().key();
      return sharing.key(stored, watch.terms()).orElse(key).equals(key);
    } catch (RuntimeException e) {
      features.integration().report("the guard's reading of the history of " + watch.name(), e);
      return true;
    }
  }

  /**
   * Returns whether the guard has killed the flag in this process, even if the set in use does not
   * have the flag because it could not be compiled.
   */
  private boolean isKilledLocally(String flag) {
    Kill here = features.integration().localKills().get(flag);
    return here != null && BY.equals(here.by());
  }

  /** Lifts a kill in this process if the guard made it. */
  private void liftLocally(String flag) {
    if (isKilledLocally(flag)) {
      features.integration().liftLocally(flag);
    }
  }

  /**
   * Returns the stored flag, or null if there is none or it cannot be read. A store that cannot be
   * read may still accept a kill.
   */
  private @Nullable Flag read(WritableFlagStore store, GuardedFlag watch) {
    try {
      return store.find(watch.name()).map(Versioned::value).orElse(null);
    } catch (RuntimeException | Error e) {
      features.integration().report("the guard's reading of " + watch.name(), e);
      return null;
    }
  }

  /**
   * Freezes the schedule in the store. A schedule cannot be held in this process alone; if the hold
   * cannot be written, the flag is killed in this process before its next step.
   */
  private Result hold(Halt halt, boolean first, Instant now) {
    GuardedFlag watch = halt.watch();
    WritableFlagStore store = store();
    if (watch.isApart() || store == null || !watch.isScheduled()) {
      return Result.done(Action.TOLD);
    }
    try {
      Result held = hold(store, halt, first, now);
      if (!held.isFinal()) {
        return unheld(halt, now, held.trouble());
      }
      liftLocally(watch.name());
      return held;
    } catch (RuntimeException | Error e) {
      features.integration().report("the guard's writing of " + watch.name(), e);
      return unheld(halt, now, String.valueOf(e));
    }
  }

  private Result unheld(Halt halt, Instant now, String why) {
    if (!halt.watch().hasMovedOn(now)) {
      return Result.open(Action.HOLD_UNWRITTEN, why);
    }
    killLocally(halt);
    return Result.open(Action.KILLED_UNWRITTEN, why);
  }

  private Result hold(WritableFlagStore store, Halt halt, boolean first, Instant now) {
    GuardedFlag watch = halt.watch();
    for (int attempt = 1; attempt <= MAX_ATTEMPTS; attempt++) {
      Versioned<Flag> current = store.find(watch.name()).orElse(null);
      Schedule schedule = current == null ? null : current.value().schedule();
      if (current == null || (first && !wasJudged(watch, current.value()))) {
        return Result.WITHDRAWN;
      }
      if (schedule == null || schedule.hold() != null || current.value().isKilled()) {
        return Result.NOTHING;
      }
      try {
        Flag held = current.value().toBuilder().schedule(schedule.held(now)).build();
        store.put(held, current.revision(), Change.by(BY, halt.reason()));
        return Result.done(Action.HELD);
      } catch (StaleRevisionException stale) {
        // Somebody else changed the flag first: read it again.
      }
    }
    return Result.open(
        Action.HOLD_UNWRITTEN, "other writers changed the flag during every attempt");
  }

  /**
   * Grants a step to every flag that waits for one; a failure for one flag does not affect the
   * others.
   */
  void grant(Function<String, @Nullable GuardedFlag> watches, BiConsumer<String, Runnable> safely) {
    Instant now = features.integration().now();
    for (Flag flag : features.definitions().flags()) {
      if (flag.guard() != null && flag.schedule() != null) {
        safely.accept(flag.name(), () -> grant(flag, watches.apply(flag.name()), now));
      }
    }
  }

  /** Grants a schedule its next step if its guard requires a minimum number of units. */
  private void grant(Flag flag, @Nullable GuardedFlag watch, Instant now) {
    Schedule schedule = flag.schedule();
    int min = flag.guard() == null ? 0 : flag.guard().min();
    boolean apart = watch != null && watch.isApart();
    if (schedule == null || min == 0 || flag.isKilled() || schedule.hold() != null || apart) {
      return;
    }
    int reached = schedule.reached(now);
    OptionalInt granted = schedule.granted();
    boolean ahead = granted.orElse(0) > reached;
    if (watch != null && watch.withdraws()) {
      withdraw(flag, watch, ahead, Math.max(1, reached));
    }
    if (ahead) {
      return;
    }
    if (granted.isEmpty()) {
      grant(flag, Math.max(1, reached), "further steps wait for " + min + " users in each group");
    } else if (granted.getAsInt() == 0) {
      grant(flag, 1, "the first step");
    } else if (reached == granted.getAsInt()
        && reached < schedule.steps().size()
        && watch != null
        && watch.isQuiet(min)) {
      grant(flag, reached + 1, "step " + reached + " was quiet: " + numbers(watch));
    }
  }

  /** Withdraws a granted step that is not in force yet, if there is one. */
  private void withdraw(Flag flag, GuardedFlag watch, boolean ahead, int steps) {
    if (!ahead || grant(flag, steps, "the next step is withdrawn: " + watch.note())) {
      watch.withdrawn();
    }
  }

  private static String numbers(GuardedFlag watch) {
    String audience = watch.audience();
    if (audience != null) {
      return audience + ", which is no random sample";
    }
    RolloutArm on = watch.group(true);
    RolloutArm off = watch.group(false);
    return on.text(Signal.ERRORS) + " failed with it, " + off.text(Signal.ERRORS) + " without";
  }

  /**
   * Writes a granted step, unless somebody else has changed the flag. The write is tried at every
   * look until this returns true.
   */
  private boolean grant(Flag flag, int steps, String why) {
    WritableFlagStore store = store();
    if (store == null) {
      return false;
    }
    try {
      Versioned<Flag> found = store.find(flag.name()).orElse(null);
      if (found != null && found.value().equals(flag)) {
        store.put(granted(flag, steps), found.revision(), Change.by(BY, why));
        return true;
      }
    } catch (StaleRevisionException stale) {
      // The next look reads the changed flag.
    } catch (StoreException e) {
      features.integration().report("the guard's writing of " + flag.name(), e);
    }
    return false;
  }

  private static Flag granted(Flag flag, int steps) {
    Schedule schedule = flag.schedule();
    return schedule == null ? flag : flag.toBuilder().schedule(schedule.withGranted(steps)).build();
  }
}
