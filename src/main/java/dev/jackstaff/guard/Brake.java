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
import java.util.OptionalInt;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Writes what a guard has decided, and nothing over what somebody else has changed meanwhile. What
 * a node has found apart from the others holds for itself only.
 */
final class Brake {
  /** Who it is in the history. */
  static final String BY = "guard";

  private static final int TRIES = 3;

  private final FeatureFlags features;

  Brake(FeatureFlags features) {
    this.features = features;
  }

  private @Nullable WritableFlagStore store() {
    return features.store().orElse(null) instanceof WritableFlagStore writable ? writable : null;
  }

  /** How a write ended. */
  private enum End {
    WRITTEN,
    /** The flag is not what was judged any more. */
    TOO_LATE,
    IMPOSSIBLE
  }

  /** What was done, or null if another node was quicker, or the flag has changed since. */
  @Nullable Action stop(Watch watch, Instant now, String why) {
    Flag flag = features.definitions().find(watch.name()).orElse(null);
    if (flag == null || flag.guard() == null) {
      return null;
    }
    return switch (flag.guard().then()) {
      case KILL -> kill(watch, now, why);
      case HOLD -> flag.schedule() == null ? Action.TOLD : hold(watch, now, why);
      case NOTIFY -> Action.TOLD;
    };
  }

  private @Nullable Action kill(Watch watch, Instant now, String why) {
    Kill kill = new Kill(BY, now, why);
    End end =
        watch.isApart()
            ? End.IMPOSSIBLE
            : write(watch, now, why, flag -> flag.toBuilder().killed(kill).build());
    if (end == End.IMPOSSIBLE) {
      features.integration().killLocally(watch.name(), kill);
      return Action.KILLED_HERE;
    }
    return end == End.WRITTEN ? Action.KILLED : null;
  }

  private @Nullable Action hold(Watch watch, Instant now, String why) {
    if (watch.isApart()) {
      return Action.TOLD;
    }
    End end =
        write(
            watch,
            now,
            why,
            flag -> {
              Schedule schedule = flag.schedule();
              return schedule == null || schedule.hold() != null
                  ? flag
                  : flag.toBuilder().schedule(schedule.held(now)).build();
            });
    return end == End.IMPOSSIBLE ? Action.TOLD : end == End.WRITTEN ? Action.HELD : null;
  }

  private End write(Watch watch, Instant now, String why, UnaryOperator<Flag> edit) {
    return write(watch.name(), why, flag -> watch.terms().equals(Terms.of(flag, now)), edit);
  }

  private End write(String name, String why, Predicate<Flag> expected, UnaryOperator<Flag> edit) {
    WritableFlagStore store = store();
    if (store == null) {
      return End.IMPOSSIBLE;
    }
    for (int i = 0; i < TRIES; i++) {
      try {
        return write(store, name, why, expected, edit);
      } catch (StaleRevisionException stale) {
        // Somebody was quicker: look at what it is now.
      } catch (StoreException e) {
        features.report("the guard's writing of " + name, e);
        return End.IMPOSSIBLE;
      }
    }
    return End.TOO_LATE;
  }

  private static End write(
      WritableFlagStore store,
      String name,
      String why,
      Predicate<Flag> expected,
      UnaryOperator<Flag> edit) {
    Versioned<Flag> found = store.find(name).orElse(null);
    if (found == null || !expected.test(found.value())) {
      return End.TOO_LATE;
    }
    Flag after = edit.apply(found.value());
    if (after.equals(found.value())) {
      return End.TOO_LATE;
    }
    store.put(after, found.revision(), Change.by(BY, why));
    return End.WRITTEN;
  }

  /** Allows a schedule another step, where its guard asks for a number of units. */
  void grant(Flag flag, @Nullable Watch watch, Instant now) {
    Schedule schedule = flag.schedule();
    int min = flag.guard() == null ? 0 : flag.guard().min();
    boolean apart = watch != null && watch.isApart();
    if (schedule == null || min == 0 || flag.isKilled() || schedule.hold() != null || apart) {
      return;
    }
    int reached = schedule.reached(now);
    OptionalInt granted = schedule.granted();
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

  private static String numbers(Watch watch) {
    Group on = watch.group(true);
    Group off = watch.group(false);
    return on.text(Signal.ERRORS) + " failed with it, " + off.text(Signal.ERRORS) + " without";
  }

  private void grant(Flag flag, int steps, String why) {
    if (store() != null) {
      write(flag.name(), why, flag::equals, it -> granted(it, steps));
    }
  }

  private static Flag granted(Flag flag, int steps) {
    Schedule schedule = flag.schedule();
    return schedule == null
        ? flag
        : flag.toBuilder()
            .schedule(
                new Schedule(
                    schedule.start(),
                    schedule.zone(),
                    schedule.steps(),
                    schedule.hold(),
                    OptionalInt.of(steps)))
            .build();
  }
}
