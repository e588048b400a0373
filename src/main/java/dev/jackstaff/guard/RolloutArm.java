package dev.jackstaff.guard;

import java.util.Locale;

/**
 * One side of a rollout: the users with the flag on, or the users with it off.
 *
 * @param units the number of users (bucketing ids) for whom the flag was checked; exact up to about
 *     2,000
 * @param failing the number of them that had a failed request
 * @param slow the number of them that had a request slower than the guard's limit
 */
public record RolloutArm(long units, long failing, long slow) {
  /**
   * {@return the number of users of this group that a signal has hit}
   *
   * @param signal the signal
   */
  public long hits(Signal signal) {
    return signal == Signal.ERRORS ? failing : slow;
  }

  /**
   * {@return the share of users of this group that a signal has hit, 0 to 1}
   *
   * @param signal the signal
   */
  public double share(Signal signal) {
    return units == 0 ? 0 : Math.min(1, (double) hits(signal) / units);
  }

  /** Formats the group, for example "31 of 240 users (12.9 %)". */
  String text(Signal signal) {
    return String.format(
        Locale.ROOT, "%,d of %,d users (%.1f %%)", hits(signal), units, 100 * share(signal));
  }
}
