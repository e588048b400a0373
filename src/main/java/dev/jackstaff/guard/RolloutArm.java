package dev.jackstaff.guard;

import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * One group of a rollout: the users with the flag on, those with it off, or those of one variant.
 * Immutable.
 *
 * @param units the number of users (targeting keys) for whom the flag was checked; exact up to
 *     about 2,000
 * @param failing the number of them that had a failed request
 * @param slow the number of them that had a request slower than the guard's limit
 * @param observed the number of them whose window for tracked events has ended; 0 if the guard has
 *     no metrics
 * @param metrics the number of the observed users that have each of the guard's tracked events, by
 *     name
 */
public record RolloutArm(
    long units, long failing, long slow, long observed, Map<String, Long> metrics) {
  /**
   * Copies the metrics.
   *
   * @param units as above
   * @param failing as above
   * @param slow as above
   * @param observed as above
   * @param metrics as above
   */
  public RolloutArm {
    metrics = Collections.unmodifiableMap(new TreeMap<>(metrics));
  }

  /**
   * Creates a group without metrics.
   *
   * @param units as above
   * @param failing as above
   * @param slow as above
   */
  public RolloutArm(long units, long failing, long slow) {
    this(units, failing, slow, 0, Map.of());
  }

  /**
   * {@return the number of users of whom it is known whether a signal has hit them: for a tracked
   * event those whose window has ended, for other signals all}
   *
   * @param signal the signal
   */
  public long units(Signal signal) {
    return signal.isMetric() ? observed : units;
  }

  /**
   * {@return the number of users of this group that a signal has hit}
   *
   * @param signal the signal
   */
  public long hits(Signal signal) {
    return switch (signal.kind()) {
      case FAILURE -> failing;
      case DURATION -> slow;
      case RISE, FALL -> metrics.getOrDefault(signal.name(), 0L);
    };
  }

  /**
   * {@return the share of {@link #units(Signal)} that a signal has hit, 0 to 1; 0 if there are
   * none}
   *
   * @param signal the signal
   */
  public double share(Signal signal) {
    long of = units(signal);
    return of == 0 ? 0 : Math.min(1, (double) hits(signal) / of);
  }

  /** Formats the group, for example "31 of 240 users (12.9 %)". */
  String text(Signal signal) {
    return String.format(
        Locale.ROOT,
        "%,d of %,d users (%.1f %%)",
        hits(signal),
        units(signal),
        100 * share(signal));
  }
}
