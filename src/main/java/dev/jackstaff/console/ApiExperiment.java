package dev.jackstaff.console;

import dev.jackstaff.experiment.Comparison;
import dev.jackstaff.experiment.Estimate;
import dev.jackstaff.experiment.ExperimentResults;
import dev.jackstaff.experiment.Experiments;
import dev.jackstaff.experiment.Forecast;
import dev.jackstaff.experiment.Metric;
import dev.jackstaff.experiment.VariantCount;
import dev.jackstaff.model.Flag;
import dev.jackstaff.model.Layer;
import dev.jackstaff.store.StoreException;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The API resource of the results of an experiment. */
final class ApiExperiment {
  private ApiExperiment() {}

  static Response results(Exchange exchange) {
    Flag flag = exchange.flags().find(exchange.part(0)).value();
    ExperimentResults found =
        ExperimentSection.results(exchange, flag).orElseThrow(ApiExperiment::notMeasured);
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("flag", found.flag());
    json.put("at", found.at().toString());
    json.put("sizesFit", !found.ratio().isWrong());
    json.put("crossed", found.crossed());
    json.put("usersPerDay", found.usersPerDay());
    json.put("alpha", found.settings().alpha());
    json.put("capQuantile", found.settings().capQuantile());
    Duration window = found.settings().conversionWindow();
    json.put("conversionWindow", window == null ? null : window.toString());
    json.put("layer", layer(flag.layer()));
    double perDay = found.usersPerDay();
    json.put("metrics", found.metrics().stream().map(it -> metric(it, perDay)).toList());
    return Response.json(200, json);
  }

  private static @Nullable Map<String, @Nullable Object> layer(@Nullable Layer layer) {
    if (layer == null) {
      return null;
    }
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("name", layer.name());
    json.put("from", layer.from());
    json.put("to", layer.to());
    return json;
  }

  private static Map<String, @Nullable Object> metric(Metric metric, double perDay) {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("event", metric.event());
    json.put("measure", metric.amounts() ? "mean" : "rate");
    json.put("cap", metric.cap());
    json.put("variants", metric.variants().stream().map(ApiExperiment::variant).toList());
    json.put("comparisons", metric.comparisons().stream().map(it -> beside(it, perDay)).toList());
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

  private static Map<String, @Nullable Object> beside(Comparison beside, double perDay) {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("variant", beside.variant());
    json.put("first", beside.first());
    json.put("difference", beside.difference().value());
    json.put("low", beside.difference().low());
    json.put("high", beside.difference().high());
    json.put("lift", lift(beside.lift()));
    json.put("chance", beside.chance());
    json.put("forecasts", beside.forecasts().stream().map(it -> forecast(it, perDay)).toList());
    json.put("summary", beside.summary());
    return json;
  }

  private static @Nullable Map<String, @Nullable Object> lift(@Nullable Estimate lift) {
    if (lift == null) {
      return null;
    }
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("value", lift.value());
    json.put("low", lift.low());
    json.put("high", lift.high());
    return json;
  }

  private static Map<String, @Nullable Object> forecast(Forecast forecast, double perDay) {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("lift", forecast.lift());
    json.put("users", forecast.users());
    double days = forecast.days(perDay);
    json.put("days", Double.isFinite(days) ? days : null);
    return json;
  }

  /** Writes the raw rows as CSV. */
  interface RawTable {
    boolean write(Experiments experiments, Flag flag, Appendable out)
        throws SQLException, IOException;
  }

  static Response raw(Exchange exchange, RawTable table) throws IOException {
    Flag flag = exchange.flags().find(exchange.part(0)).value();
    Experiments known =
        exchange.flags().features().integration().attachment(Experiments.class).orElse(null);
    if (!exchange.mayChange()) {
      // Ids may be plain, so the rows are not for everybody that may look at the flags.
      throw RequestFailure.Category.FORBIDDEN.because(
          exchange.actor() + " may look at the results, not at the raw rows");
    }
    if (known == null || !known.measures(flag) || !known.hasResults()) {
      throw notMeasured();
    }
    HttpServletResponse response = exchange.response();
    response.setContentType("text/csv;charset=utf-8");
    response.setHeader("Content-Disposition", "attachment");
    try (Writer out = new OutputStreamWriter(response.getOutputStream(), StandardCharsets.UTF_8)) {
      table.write(known, flag, out);
    } catch (SQLException e) {
      throw new StoreException("the rows cannot be read: " + e.getMessage(), e);
    }
    return Response.HANDLED;
  }

  private static RequestFailure notMeasured() {
    return RequestFailure.Category.NOT_FOUND.because(
        "this flag is not measured; flags of type experiment are, where the application attaches"
            + " Experiments with a database or a file");
  }
}
