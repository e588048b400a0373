package dev.jackstaff.store;

import dev.jackstaff.internal.json.Stops;
import dev.jackstaff.model.Flag;
import dev.jackstaff.model.FlagSet;
import dev.jackstaff.model.InvalidFlagsException;
import dev.jackstaff.model.InvalidFlagsException.Problem;
import dev.jackstaff.model.Kill;
import dev.jackstaff.model.Requirement;
import dev.jackstaff.model.Schedule;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The named edits of a flag, common to all stores. */
final class FlagEdits {
  private FlagEdits() {}

  static Flag killed(Flag flag, Change change, Instant now) {
    Kill kill = new Kill(change.by(), now, change.why());
    return flag.isKilled() ? flag : flag.toBuilder().killed(kill).build();
  }

  static Flag lifted(Flag flag) {
    return flag.isKilled() ? flag.toBuilder().killed(null).build() : flag;
  }

  static Flag held(Flag flag, Instant now) {
    Schedule schedule = flag.schedule();
    return schedule == null ? flag : flag.toBuilder().schedule(schedule.held(now)).build();
  }

  static Flag resumed(Flag flag, Instant now) {
    Schedule schedule = flag.schedule();
    return schedule == null ? flag : flag.toBuilder().schedule(schedule.resumed(now)).build();
  }

  /** Returns a set in which no flag requires the given one, which is about to be removed. */
  static FlagSet withoutRequirements(FlagSet set, String name) {
    List<Flag> changed = set.flags().stream().map(flag -> withoutRequirement(flag, name)).toList();
    return FlagSet.of(changed, set.segments(), set.plans());
  }

  private static Flag withoutRequirement(Flag flag, String name) {
    List<Requirement> kept =
        flag.requires().stream().filter(required -> !required.flag().equals(name)).toList();
    return kept.size() == flag.requires().size() ? flag : flag.toBuilder().requires(kept).build();
  }

  /**
   * Returns true if replacing one flag with the other leaves a set as valid or invalid as it is.
   */
  static boolean haveSameReferences(Flag flag, Flag other) {
    return flag.requires().equals(other.requires())
        && flag.segments().equals(other.segments())
        && Objects.equals(flag.layer(), other.layer())
        && flag.bucketBy().equals(other.bucketBy())
        && Objects.equals(plan(flag), plan(other));
  }

  /**
   * Returns a flag with the steps of its plan as its own. A table of single flags has no plans, so
   * what it stores must say everything itself.
   */
  static Flag withoutPlan(Flag flag) {
    Schedule schedule = flag.schedule();
    return schedule == null || schedule.plan() == null
        ? flag
        : flag.toBuilder().schedule(schedule.withoutPlan()).build();
  }

  private static @Nullable String plan(Flag flag) {
    return flag.schedule() == null ? null : flag.schedule().plan();
  }

  static NoSuchElementException missing(String name) {
    return new NoSuchElementException("there is no flag '" + name + "'");
  }

  static void expect(String subject, @Nullable String expected, @Nullable Versioned<?> current) {
    if (!Objects.equals(expected, current == null ? null : current.revision())) {
      throw new StaleRevisionException(subject, expected, current);
    }
  }

  /**
   * Returns a flag with the stops of a definition that cannot be taken. That the flag is on for
   * nobody counts only if the definition itself is valid, since it may be a mistake otherwise.
   */
  static Flag stopped(Flag flag, Stops stops, boolean right) {
    Flag.Builder less = flag.toBuilder();
    if (stops.kill() != null) {
      less.killed(flag.isKilled() ? flag.killed() : stops.kill());
    } else if (stops.off() && right) {
      less.schedule(null).percentage(0).enabled(false).users(List.of()).rules(List.of());
    }
    if (stops.noRollout()) {
      less.schedule(null).percentage(0);
    }
    return less.build();
  }

  /** Returns a set with the stops of a document that cannot be taken, as far as it can be read. */
  static FlagSet stopped(FlagSet set, byte[] document, InvalidFlagsException fault) {
    Set<String> wrong =
        fault.problems().stream()
            .map(Problem::subject)
            .filter(Objects::nonNull)
            .collect(Collectors.toSet());
    FlagSet stopped = set;
    for (Map.Entry<String, Stops> stop : Stops.ofDocument(document).entrySet()) {
      Flag flag = stopped.find(stop.getKey()).orElse(null);
      boolean right = !wrong.contains(stop.getKey());
      Flag less = flag == null ? null : stopped(flag, stop.getValue(), right);
      if (less != null && !less.equals(flag)) {
        stopped = stopped.with(less);
      }
    }
    return stopped;
  }

  static Flag rolledOut(Flag flag, double percentage) {
    return flag.toBuilder().schedule(null).percentage(percentage).build();
  }
}
