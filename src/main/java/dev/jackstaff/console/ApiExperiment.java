package dev.jackstaff.console;

import dev.jackstaff.experiment.Comparison;
import dev.jackstaff.experiment.ExperimentResults;
import dev.jackstaff.experiment.Metric;
import dev.jackstaff.experiment.VariantCount;
import dev.jackstaff.model.Flag;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The API resource of the results of an experiment. */
final class ApiExperiment {
  private ApiExperiment() {}

  static Response results(Exchange exchange) {
    Flag flag = exchange.desk().find(exchange.part(0)).value();
    ExperimentResults found =
        ExperimentSection.results(exchange, flag)
            .orElseThrow(
                () ->
                    RequestFailure.Category.NOT_FOUND.because(
                        "this flag is not measured; flags of type experiment are, where the"
                            + " application attaches Experiments with a database"));
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("flag", found.flag());
    json.put("at", found.at().toString());
    json.put("sizesFit", !found.ratio().isWrong());
    json.put("crossed", found.crossed());
    json.put("metrics", found.metrics().stream().map(ApiExperiment::metric).toList());
    return Response.json(200, json);
  }

  private static Map<String, @Nullable Object> metric(Metric metric) {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("event", metric.event());
    json.put("measure", metric.amounts() ? "mean" : "rate");
    json.put("variants", metric.variants().stream().map(ApiExperiment::variant).toList());
    json.put("comparisons", metric.comparisons().stream().map(ApiExperiment::beside).toList());
    json.put("sql", metric.sql());
    return json;
  }

  private static Map<String, @Nullable Object> variant(VariantCount count) {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("variant", count.variant());
    json.put("users", count.users());
    json.put("conversions", count.conversions());
    json.put("mean", count.mean());
    return json;
  }

  private static Map<String, @Nullable Object> beside(Comparison beside) {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("variant", beside.variant());
    json.put("first", beside.first());
    json.put("difference", beside.difference());
    json.put("low", beside.low());
    json.put("high", beside.high());
    json.put("chance", beside.chance());
    json.put("says", beside.says());
    return json;
  }
}
