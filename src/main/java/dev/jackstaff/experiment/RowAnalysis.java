package dev.jackstaff.experiment;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * An analysis of exposures and conversions in memory, for sinks without SQL. It computes what the
 * queries compute; a test holds both to the same figures. Not thread-safe.
 */
final class RowAnalysis {
  static final int MAX_EVENTS = 10;
  private static final Comparator<Exposure> FIRST =
      Comparator.comparing(Exposure::at).thenComparing(Exposure::variant);

  private final List<Exposure> exposures;
  private final List<Conversion> conversions;
  private final AnalysisSettings settings;
  private final Map<String, CountedSubject> members = new HashMap<>();

  /** A subject, as it counts. */
  private record CountedSubject(
      SplitPeriod period, String variant, Instant from, @Nullable Instant until) {
    boolean counts(Instant at) {
      return !at.isBefore(from) && (until == null || at.isBefore(until));
    }
  }

  /** The outcome of a subject for one event. */
  private static final class SubjectOutcome {
    boolean converted;
    double sum;

    double value(boolean amounts, @Nullable Double cap) {
      if (!amounts) {
        return converted ? 1 : 0;
      }
      return cap == null ? sum : Math.max(-cap, Math.min(cap, sum));
    }
  }

  /**
   * Creates an analysis.
   *
   * @param exposures the exposures of one flag and salt
   * @param conversions the conversions of all subjects
   * @param settings the parameters
   */
  RowAnalysis(List<Exposure> exposures, List<Conversion> conversions, AnalysisSettings settings) {
    this.exposures = exposures;
    this.conversions = conversions;
    this.settings = settings;
    List<SplitPeriod> periods = SplitPeriod.of(exposures);
    Map<String, Exposure> first = new HashMap<>();
    exposures.forEach(e -> first.merge(e.subject(), e, (a, b) -> FIRST.compare(a, b) <= 0 ? a : b));
    first.forEach((subject, exposure) -> members.put(subject, member(exposure, periods)));
  }

  private CountedSubject member(Exposure exposure, List<SplitPeriod> periods) {
    SplitPeriod period =
        periods.stream().filter(p -> p.contains(exposure)).findFirst().orElseThrow();
    Instant until = period.until();
    Duration window = settings.conversionWindow();
    if (window != null) {
      Instant end = exposure.at().plus(window);
      until = until == null || end.isBefore(until) ? end : until;
    }
    return new CountedSubject(period, exposure.variant(), exposure.at(), until);
  }

  ExperimentResults results(VariantWeights arms, Instant now) {
    return ExperimentResults.of(arms, now, events(), enrolment(now), settings);
  }

  /** Returns the counts of the most frequent events, or of none with an empty name. */
  private List<EventCount> events() {
    Map<String, long[]> known = new TreeMap<>();
    for (Conversion conversion : conversions) {
      long[] counts = known.computeIfAbsent(conversion.event(), event -> new long[2]);
      counts[0]++;
      counts[1] += conversion.amount().isPresent() ? 1 : 0;
    }
    if (known.isEmpty()) {
      return List.of(count("", false));
    }
    return known.entrySet().stream()
        .sorted(Comparator.comparingLong(entry -> -entry.getValue()[0]))
        .limit(MAX_EVENTS)
        .map(entry -> count(entry.getKey(), entry.getValue()[1] > 0))
        .toList();
  }

  EventCount count(String event, boolean amounts) {
    Map<String, SubjectOutcome> outcomes = new HashMap<>();
    members.keySet().forEach(subject -> outcomes.put(subject, new SubjectOutcome()));
    for (Conversion conversion : conversions) {
      CountedSubject member = members.get(conversion.subject());
      SubjectOutcome outcome = outcomes.get(conversion.subject());
      if (member != null
          && outcome != null
          && conversion.event().equals(event)
          && member.counts(conversion.at())) {
        outcome.converted = true;
        outcome.sum += conversion.amount().orElse(0);
      }
    }
    Double cap = amounts && settings.caps() ? cap(outcomes) : null;
    return new EventCount(event, amounts, cap, cells(outcomes, amounts, cap), "");
  }

  private @Nullable Double cap(Map<String, SubjectOutcome> outcomes) {
    double[] sums = outcomes.values().stream().mapToDouble(o -> Math.abs(o.sum)).toArray();
    return sums.length == 0 ? null : cap(sums, settings.capQuantile());
  }

  /**
   * Returns the quantile by linear interpolation, as PERCENTILE_CONT does; the largest value if the
   * quantile is 0, since too few subjects have a sum.
   */
  static double cap(double[] values, double quantile) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    double place = quantile * (sorted.length - 1);
    int below = (int) place;
    int above = Math.min(below + 1, sorted.length - 1);
    double cap = sorted[below] + (place - below) * (sorted[above] - sorted[below]);
    return cap == 0 ? sorted[sorted.length - 1] : cap;
  }

  private List<VariantStats> cells(
      Map<String, SubjectOutcome> outcomes, boolean amounts, @Nullable Double cap) {
    Map<String, CellSums> cells = new TreeMap<>();
    for (Map.Entry<String, CountedSubject> entry : members.entrySet()) {
      CountedSubject member = entry.getValue();
      SubjectOutcome outcome = outcomes.get(entry.getKey());
      String key =
          String.join("\0", member.period.split(), "" + member.period.number(), member.variant);
      if (outcome != null) {
        cells
            .computeIfAbsent(key, k -> new CellSums(member.period, member.variant))
            .add(outcome.value(amounts, cap), outcome.converted);
      }
    }
    return cells.values().stream().map(CellSums::stats).toList();
  }

  private Enrolment enrolment(Instant now) {
    Map<String, Set<String>> variants = new LinkedHashMap<>();
    exposures.forEach(
        e -> variants.computeIfAbsent(e.subject(), s -> new HashSet<>()).add(e.variant()));
    long crossed = variants.values().stream().filter(seen -> seen.size() > 1).count();
    List<Instant> starts = new ArrayList<>();
    members.values().forEach(member -> starts.add(member.from));
    Instant since = starts.stream().min(Comparator.naturalOrder()).orElse(null);
    Instant recent = Enrolment.recent(now);
    return new Enrolment(
        since, starts.stream().filter(at -> !at.isBefore(recent)).count(), crossed);
  }
}
