package dev.jackstaff.experiment;

import dev.jackstaff.internal.jdbc.Sql;
import dev.jackstaff.internal.json.PlainJson;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Counts one experiment in one transaction. Used only once. */
final class ExperimentReader {
  private static final int MAX_EVENTS = 10;
  private static final Pattern PARAMETER = Pattern.compile("(?<!:):([a-z]+)");
  private static final String GROUPS = resource("/dev/jackstaff/experiment/results.sql");
  private static final String CELLS = resource("/dev/jackstaff/experiment/cells.sql");
  private static final String COMPARISON = resource("/dev/jackstaff/experiment/comparison.sql");

  private final Sql sql;
  private final VariantWeights arms;
  private final double alpha;

  ExperimentReader(Sql sql, VariantWeights arms, double alpha) {
    this.sql = sql;
    this.arms = arms;
    this.alpha = alpha;
  }

  ExperimentResults results(InstantSource clock) throws SQLException {
    List<Metric> metrics = new ArrayList<>();
    List<VariantStats> cells = List.of();
    for (Map.Entry<String, Boolean> event : events().entrySet()) {
      cells = cells(event.getKey(), event.getValue());
      metrics.add(metric(event.getKey(), event.getValue(), cells));
    }
    SampleRatio ratio = SampleRatio.of(cells, weights(cells));
    return new ExperimentResults(
        arms.flag(), clock.instant(), List.copyOf(metrics), ratio, crossed());
  }

  /**
   * Returns the events by name, each with true if it has amounts. If there are none, returns one
   * event with an empty name, so that users are counted.
   */
  private Map<String, Boolean> events() throws SQLException {
    String usual =
        "SELECT event, COUNT(amount) FROM feature_flag_conversions"
            + " GROUP BY event ORDER BY COUNT(*) DESC, event LIMIT "
            + MAX_EVENTS;
    Map<String, Boolean> events = new LinkedHashMap<>();
    sql.query(usual, row -> events.put(row.getString(1), row.getLong(2) > 0));
    return events.isEmpty() ? Map.of("", false) : events;
  }

  private List<VariantStats> cells(String event, boolean amounts) throws SQLException {
    return sql.queryAsWritten(
        filled(sql.text(GROUPS + CELLS), event, amounts),
        row ->
            new VariantStats(
                row.getString(1),
                row.getString(2),
                row.getDouble(3),
                row.getDouble(4),
                row.getDouble(5),
                row.getDouble(6)));
  }

  private Metric metric(String event, boolean amounts, List<VariantStats> cells) {
    List<VariantCount> counts = arms.names().stream().map(name -> count(name, cells)).toList();
    String first = arms.names().get(0);
    int others = Math.max(1, arms.names().size() - 1);
    List<Comparison> comparisons =
        arms.names().stream()
            .skip(1)
            .map(name -> Comparison.of(name, first, cells, alpha, others))
            .toList();
    String shown = filled(sql.text(GROUPS + COMPARISON), event, amounts);
    return new Metric(event, amounts, counts, comparisons, shown);
  }

  private static VariantCount count(String variant, List<VariantStats> cells) {
    double users = 0;
    double conversions = 0;
    double sum = 0;
    for (VariantStats cell : cells) {
      if (cell.variant().equals(variant)) {
        users += cell.users();
        conversions += cell.conversions();
        sum += cell.users() * cell.mean();
      }
    }
    return new VariantCount(
        variant, (long) users, (long) conversions, users == 0 ? 0 : sum / users);
  }

  /**
   * Replaces the parameters by their values, so that the query shown to people is the query that
   * runs.
   */
  private String filled(String text, String event, boolean amounts) {
    int others = Math.max(1, arms.names().size() - 1);
    Map<String, String> values =
        Map.of(
            "flag", literal(arms.flag()),
            "salt", literal(arms.salt()),
            "event", literal(event),
            "outcome", amounts ? "total" : "converted",
            "first", literal(arms.names().get(0)),
            "alpha", "CAST(" + alpha / others + " AS double precision)",
            "others", Integer.toString(others));
    return PARAMETER
        .matcher(text)
        .replaceAll(found -> Matcher.quoteReplacement(values.get(found.group(1))));
  }

  private static String literal(String text) {
    return "'" + text.replace("'", "''") + "'";
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

  private long crossed() throws SQLException {
    return sql.number(
        "SELECT COUNT(*) FROM (SELECT subject FROM feature_flag_exposures"
            + " WHERE flag = ? AND salt = ? GROUP BY subject HAVING COUNT(*) > 1) AS crossed",
        arms.flag(),
        arms.salt());
  }

  private static String resource(String name) {
    try (InputStream in = ExperimentReader.class.getResourceAsStream(name)) {
      return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
