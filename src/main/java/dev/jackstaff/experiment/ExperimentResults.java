package dev.jackstaff.experiment;

import dev.jackstaff.internal.json.PlainJson;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The results of an experiment up to now. Immutable.
 *
 * @param flag the flag's name
 * @param at the time of the count
 * @param metrics one metric for each event, the most frequent event first; at most ten
 * @param ratio the test of whether the sizes of the groups fit the weights
 * @param crossed the number of subjects that saw more than one variant; they count for the first
 * @param usersPerDay the number of new subjects a day, over the last seven days
 * @param settings the parameters of the analysis
 */
public record ExperimentResults(
    String flag,
    Instant at,
    List<Metric> metrics,
    SampleRatio ratio,
    long crossed,
    double usersPerDay,
    AnalysisSettings settings) {
  /** Computes the results from the counts of all events. */
  static ExperimentResults of(
      VariantWeights arms,
      Instant now,
      List<EventCount> events,
      Enrolment enrolment,
      AnalysisSettings settings) {
    List<Metric> metrics = new ArrayList<>();
    events.forEach(event -> metrics.add(metric(arms, event, settings)));
    List<VariantStats> cells = events.get(0).cells();
    return new ExperimentResults(
        arms.flag(),
        now,
        List.copyOf(metrics),
        SampleRatio.of(cells, weights(cells)),
        enrolment.crossed(),
        enrolment.perDay(now),
        settings);
  }

  private static Metric metric(VariantWeights arms, EventCount event, AnalysisSettings settings) {
    List<VariantCount> counts =
        arms.names().stream().map(name -> PeriodWeights.count(name, event.cells())).toList();
    String first = arms.names().get(0);
    List<Comparison> comparisons =
        arms.names().stream()
            .skip(1)
            .map(
                name ->
                    Comparison.of(name, first, event.cells(), settings.alpha(), arms.comparisons()))
            .toList();
    return new Metric(
        event.event(), event.amounts(), event.cap(), counts, comparisons, event.sql());
  }

  private static Map<String, Map<String, Double>> weights(List<VariantStats> cells) {
    Map<String, Map<String, Double>> weights = new LinkedHashMap<>();
    for (VariantStats cell : cells) {
      Map<String, Double> split = new LinkedHashMap<>();
      if (PlainJson.read(cell.split(), "split") instanceof Map<?, ?> object) {
        object.forEach((name, weight) -> split.put((String) name, ((Number) weight).doubleValue()));
      }
      weights.put(cell.split(), split);
    }
    return weights;
  }
}
