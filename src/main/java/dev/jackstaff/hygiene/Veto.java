package dev.jackstaff.hygiene;

import dev.jackstaff.model.Flag;
import dev.jackstaff.model.FlagType;
import dev.jackstaff.model.Rule;
import dev.jackstaff.model.Schedule;
import dev.jackstaff.model.Variant;
import java.time.Instant;
import java.util.Locale;

/** The reasons why a flag stays despite findings about it. */
public enum Veto {
  /** The flag is {@code permanent}. */
  PERMANENT,
  /** The flag is of type {@code experiment} and still assigns users at random. */
  EXPERIMENT,
  /** The flag's schedule has steps to come and is not on hold. */
  SCHEDULE,
  /** Other flags require the flag. */
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

  /** Returns whether users get different answers at random. */
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
