package dev.jackstaff.model;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What stops a rollout that hurts.
 *
 * @param errors whether failed requests count
 * @param slow a request over this duration counts as slow, or null if none does
 * @param alpha probability of a false alarm, over 0 and under 1
 * @param then what happens at an alarm
 * @param min units that each group must have before a schedule goes on, 0 or more
 */
public record Guard(boolean errors, @Nullable Duration slow, double alpha, Then then, int min) {
  /** The guard of {@code "guard": {}}: errors, alpha 0.001, kill, 200 units. */
  public static final Guard DEFAULT = new Guard(true, null, 0.001, Then.KILL, 200);

  /** What happens at an alarm. */
  public enum Then {
    /** The flag is killed. */
    KILL,
    /** Its schedule stops climbing. */
    HOLD,
    /** Somebody is told. */
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
