package dev.jackstaff.model;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The settings of a guard, which stops a harmful rollout.
 *
 * @param errors whether failed requests count
 * @param slow the duration above which a request counts as slow, or null if none does
 * @param alpha the probability of a false alarm, between 0 and 1, both exclusive
 * @param then the action on an alarm
 * @param min the number of units that each group needs before a schedule advances, 0 or more
 */
public record Guard(boolean errors, @Nullable Duration slow, double alpha, Then then, int min) {
  /** The guard of {@code "guard": {}}: errors, alpha 0.001, kill, 200 units. */
  public static final Guard DEFAULT = new Guard(true, null, 0.001, Then.KILL, 200);

  /** The action on an alarm. */
  public enum Then {
    /** Kills the flag. */
    KILL,
    /** Stops the flag's schedule from rising further. */
    HOLD,
    /** Notifies the listeners only. */
    NOTIFY
  }

  /**
   * Checks the ranges.
   *
   * @param errors as above
   * @param slow as above
   * @param alpha as above
   * @param then as above
   * @param min as above
   */
  public Guard {
    if (!(alpha > 0 && alpha < 1)) {
      throw new IllegalArgumentException(
          "alpha must be over 0 and under 1, was " + Percentages.text(alpha));
    }
    if (min < 0) {
      throw new IllegalArgumentException("min must be 0 or more, was " + min);
    }
    if (slow != null && (slow.isNegative() || slow.isZero())) {
      throw new IllegalArgumentException("slow must be a positive duration, was " + slow);
    }
  }
}
