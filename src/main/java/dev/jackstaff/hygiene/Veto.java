package dev.jackstaff.hygiene;

import dev.jackstaff.model.Flag;
import dev.jackstaff.model.FlagType;
import dev.jackstaff.model.Rule;
import dev.jackstaff.model.Schedule;
import dev.jackstaff.model.Variant;
import java.time.Instant;
import java.util.Locale;

/** Why a flag stays, whatever is said against it. */
public enum Veto {
  /** It is {@code permanent}. */
  PERMANENT,
  /** It is of type {@code experiment}, and still draws users. */
  EXPERIMENT,
  /** Its schedule has steps to come, and is not held. */
  SCHEDULE,
  /** Other flags require it. */
  REQUIRED;

  /** {@return the name in lower case} */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }

  static boolean isLiveExperiment(Flag flag) {
    return flag.type() == FlagType.EXPERIMENT && draws(flag);
  }

  static boolean isUnderWay(Flag flag, Instant now) {
    Schedule schedule = flag.schedule();
    return schedule != null
        && schedule.hold() == null
        && !flag.isKilled()
        && schedule.reached(now) < schedule.steps().size();
  }

  /** Whether users get different answers by lot. */
  static boolean draws(Flag flag) {
    boolean variants =
        flag.variants().stream().mapToDouble(Variant::weight).filter(w -> w > 0).count() > 1;
    boolean rules =
        flag.rules().stream()
            .anyMatch(
                rule -> rule.outcome() instanceof Rule.Percentage p && isPart(p.percentage()));
    return !flag.isKilled() && (variants || rules || isPart(flag.percentage().orElse(0)));
  }

  private static boolean isPart(double percentage) {
    return percentage > 0 && percentage < 100;
  }
}
