package dev.jackstaff.experiment;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The arrival of the subjects of an experiment.
 *
 * @param since the time of the first exposure, or null if there is none
 * @param recent the number of subjects first seen in the last {@link #RECENT_DAYS}
 * @param crossed the number of subjects that saw more than one variant
 */
record Enrolment(@Nullable Instant since, long recent, long crossed) {
  /** The number of days from which the traffic is extrapolated. */
  static final int RECENT_DAYS = 7;

  private static final double DAY = Duration.ofDays(1).toSeconds();

  /** Returns the beginning of the last days. */
  static Instant recent(Instant now) {
    return now.minus(Duration.ofDays(RECENT_DAYS));
  }

  /** Returns the number of new subjects a day in the last days, or since the beginning. */
  double perDay(Instant now) {
    Instant start = since;
    if (start == null) {
      return 0;
    }
    Instant from = start.isBefore(recent(now)) ? recent(now) : start;
    double seconds = Math.max(3600, Duration.between(from, now).toSeconds());
    return recent * DAY / seconds;
  }
}
