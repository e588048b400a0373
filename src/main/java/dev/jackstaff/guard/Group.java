package dev.jackstaff.guard;

import java.util.Locale;

/**
 * One side of a rollout: those who have the flag, or those who have not.
 *
 * @param units how many users (bucketing ids) asked for the flag; exact up to some thousand
 * @param failing how many of them had a request that failed
 * @param slow how many of them had a request over the guard's limit
 */
public record Group(long units, long failing, long slow) {
  /**
   * {@return how many of them a signal has hit}
   *
   * @param signal which
   */
  public long hits(Signal signal) {
    return signal == Signal.ERRORS ? failing : slow;
  }

  /**
   * {@return the share of them that a signal has hit, 0 to 1}
   *
   * @param signal which
   */
  public double share(Signal signal) {
    return units == 0 ? 0 : Math.min(1, (double) hits(signal) / units);
  }

  /** As "31 of 240 users (12.9 %)". */
  String text(Signal signal) {
    return String.format(
        Locale.ROOT, "%,d of %,d users (%.1f %%)", hits(signal), units, 100 * share(signal));
  }
}
