package dev.jackstaff.experiment;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A period in which subjects were drawn with the same weights. It ends when other weights appear
 * and it is not continued: its last exposure is at most an hour after theirs, which allows for
 * nodes that learn of the change late. Weights that rules use side by side go on, so none ends the
 * other. Weights that come back after more than a day in which others were used begin a new period.
 *
 * <p>To be cheap in a database, exposures are first grouped by weights and hours.
 *
 * @param split the weights
 * @param number the number of the period with these weights, from 0
 * @param begun the time of the first exposure
 * @param last the time of the last exposure
 * @param until the time from which conversions no longer count, or null if the period goes on
 */
record SplitPeriod(String split, int number, Instant begun, Instant last, @Nullable Instant until) {
  private static final Duration INTERRUPTION = Duration.ofDays(1);
  private static final Duration OVERLAP = Duration.ofHours(1);
  private static final long HOUR = 3600;

  /** The exposures with the same weights in one hour. */
  record Hour(String split, Instant begun, Instant last) {
    Hour and(Hour other) {
      return new Hour(
          split,
          begun.isBefore(other.begun) ? begun : other.begun,
          last.isAfter(other.last) ? last : other.last);
    }
  }

  /** Returns the periods of the exposures of one experiment. */
  static List<SplitPeriod> of(List<Exposure> exposures) {
    return ofHours(hours(exposures));
  }

  /** Returns the periods of hours in any order. */
  static List<SplitPeriod> ofHours(List<Hour> hours) {
    List<Hour> ordered = new ArrayList<>(hours);
    ordered.sort(Comparator.comparing(Hour::begun).thenComparing(Hour::split));
    List<SplitPeriod> open = periods(ordered);
    return open.stream().map(period -> period.ended(open)).toList();
  }

  /** Returns the hours of the exposures. */
  private static List<Hour> hours(List<Exposure> exposures) {
    Map<String, Hour> hours = new TreeMap<>();
    for (Exposure exposure : exposures) {
      long hour = Math.floorDiv(exposure.at().getEpochSecond(), HOUR);
      Hour fresh = new Hour(exposure.split(), exposure.at(), exposure.at());
      hours.merge(hour + " " + exposure.split(), fresh, Hour::and);
    }
    return List.copyOf(hours.values());
  }

  private static List<SplitPeriod> periods(List<Hour> hours) {
    List<SplitPeriod> periods = new ArrayList<>();
    Map<String, Integer> latest = new HashMap<>();
    Map<String, Integer> seenAt = new HashMap<>();
    for (int i = 0; i < hours.size(); i++) {
      Hour hour = hours.get(i);
      Integer place = latest.get(hour.split());
      SplitPeriod known = place == null ? null : periods.get(place);
      boolean others = place != null && i - Objects.requireNonNull(seenAt.get(hour.split())) > 1;
      seenAt.put(hour.split(), i);
      if (place != null && known != null && !(others && known.isInterruptedBefore(hour))) {
        periods.set(place, known.to(hour.last()));
      } else {
        int number = known == null ? 0 : known.number() + 1;
        latest.put(hour.split(), periods.size());
        periods.add(new SplitPeriod(hour.split(), number, hour.begun(), hour.last(), null));
      }
    }
    return periods;
  }

  private boolean isInterruptedBefore(Hour hour) {
    return hour.begun().isAfter(last.plus(INTERRUPTION));
  }

  private SplitPeriod to(Instant end) {
    return new SplitPeriod(split, number, begun, end, null);
  }

  private SplitPeriod ended(List<SplitPeriod> all) {
    Instant end =
        all.stream()
            .filter(other -> !other.split.equals(split) && other.begun.isAfter(begun))
            .filter(other -> !last.isAfter(other.begun.plus(OVERLAP)))
            .map(SplitPeriod::begun)
            .min(Comparator.naturalOrder())
            .orElse(null);
    return new SplitPeriod(split, number, begun, last, end);
  }

  /** Returns whether an exposure was drawn in this period. */
  boolean contains(Exposure exposure) {
    return split.equals(exposure.split())
        && !exposure.at().isBefore(begun)
        && !exposure.at().isAfter(last);
  }
}
