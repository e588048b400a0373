package dev.jackstaff.experiment;

import dev.jackstaff.internal.jdbc.Sql;
import dev.jackstaff.internal.jdbc.SqlFile;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Counts one experiment in one transaction. Used only once. */
final class ExperimentReader {
  private static final Pattern PARAMETER = Pattern.compile("(?<!:):([a-z]+)");
  private static final String GROUPS = SqlFile.text("/dev/jackstaff/experiment/results.sql");
  private static final String CAP = SqlFile.text("/dev/jackstaff/experiment/cap.sql");
  private static final String CELLS = SqlFile.text("/dev/jackstaff/experiment/cells.sql");
  private static final String COMPARISON = SqlFile.text("/dev/jackstaff/experiment/comparison.sql");

  private final Sql sql;
  private final VariantWeights arms;
  private final AnalysisSettings settings;
  private List<SplitPeriod> periods = List.of();

  ExperimentReader(Sql sql, VariantWeights arms, AnalysisSettings settings) {
    this.sql = sql;
    this.arms = arms;
    this.settings = settings;
  }

  ExperimentResults results(InstantSource clock) throws SQLException {
    Instant now = clock.instant();
    periods = periods();
    List<EventCount> events = new ArrayList<>();
    for (Map.Entry<String, Boolean> event : events().entrySet()) {
      events.add(count(event.getKey(), event.getValue()));
    }
    return ExperimentResults.of(arms, now, events, enrolment(now), settings);
  }

  /**
   * Returns the events by name, each with true if it has amounts. If there are none, returns one
   * event with an empty name, so that users are counted.
   */
  private Map<String, Boolean> events() throws SQLException {
    String usual =
        "SELECT event, COUNT(amount) FROM feature_flag_conversions"
            + " GROUP BY event ORDER BY COUNT(*) DESC, event LIMIT "
            + RowAnalysis.MAX_EVENTS;
    Map<String, Boolean> events = new LinkedHashMap<>();
    sql.query(usual, row -> events.put(row.getString(1), row.getLong(2) > 0));
    return events.isEmpty() ? Map.of("", false) : events;
  }

  private EventCount count(String event, boolean amounts) throws SQLException {
    Double cap = amounts && settings.caps() ? cap(event) : null;
    List<VariantStats> cells =
        sql.queryAsWritten(
            filled(sql.text(GROUPS + CELLS), event, amounts, cap), ExperimentReader::stats);
    String shown = filled(sql.text(GROUPS + COMPARISON), event, amounts, cap);
    return new EventCount(event, amounts, cap, cells, shown);
  }

  private @Nullable Double cap(String event) throws SQLException {
    List<OptionalDouble> caps =
        sql.queryAsWritten(
            filled(sql.text(GROUPS + CAP), event, true, null),
            row -> {
              double cap = row.getDouble(1);
              return row.wasNull() ? OptionalDouble.empty() : OptionalDouble.of(cap);
            });
    OptionalDouble cap = caps.get(0);
    return cap.isPresent() ? cap.getAsDouble() : null;
  }

  /**
   * Returns the periods of weights, which are passed to the queries: the hours are few, and not all
   * databases compute them quickly.
   */
  private List<SplitPeriod> periods() throws SQLException {
    String of = " FROM feature_flag_exposures WHERE flag = ? AND salt = ? GROUP BY split";
    List<SplitPeriod.Hour> whole = hours("SELECT split, MIN(at), MAX(at)" + of);
    return SplitPeriod.ofHours(
        whole.size() < 2
            ? whole
            : hours(
                "SELECT split, MIN(at), MAX(at)" + of + ", FLOOR(EXTRACT(EPOCH FROM at) / 3600)"));
  }

  private List<SplitPeriod.Hour> hours(String usual) throws SQLException {
    return sql.query(
        usual,
        row ->
            new SplitPeriod.Hour(
                row.getString(1), Sql.requiredTime(row, 2), Sql.requiredTime(row, 3)),
        arms.flag(),
        arms.salt());
  }

  private static VariantStats stats(ResultSet row) throws SQLException {
    return new VariantStats(
        row.getString(1),
        row.getInt(2),
        row.getString(3),
        row.getDouble(4),
        row.getDouble(5),
        row.getDouble(6),
        row.getDouble(7));
  }

  /**
   * Replaces the parameters by their values, so that the query shown to people is the query that
   * runs.
   */
  private String filled(String text, String event, boolean amounts, @Nullable Double cap) {
    Map<String, String> values = new HashMap<>();
    values.put("flag", literal(arms.flag()));
    values.put("salt", literal(arms.salt()));
    values.put("event", literal(event));
    values.put("periods", rows(periods));
    values.put("window", window(settings.conversionWindow()));
    values.put("quantile", BigDecimal.valueOf(settings.capQuantile()).toPlainString());
    values.put("outcome", amounts ? sql.dialect().text(sum(cap)) : "converted");
    values.put("first", literal(arms.names().get(0)));
    double alpha = settings.alpha() / arms.comparisons();
    values.put("alpha", sql.dialect().text("CAST(" + alpha + " AS double precision)"));
    values.put("others", Integer.toString(arms.comparisons()));
    return PARAMETER
        .matcher(text)
        .replaceAll(found -> Matcher.quoteReplacement(values.get(found.group(1))));
  }

  private static String sum(@Nullable Double cap) {
    return cap == null ? "total" : "GREATEST(-" + cap + ", LEAST(" + cap + ", total))";
  }

  private String rows(List<SplitPeriod> periods) {
    return periods.isEmpty()
        ? row(new SplitPeriod("", 0, Instant.EPOCH, Instant.EPOCH, null))
        : periods.stream().map(this::row).collect(Collectors.joining("\n  UNION ALL "));
  }

  private String row(SplitPeriod period) {
    return "SELECT "
        + String.join(
            ", ",
            literal(period.split()),
            Integer.toString(period.number()),
            literal(period.begun()),
            literal(period.last()),
            literal(period.until()));
  }

  private String literal(@Nullable Instant at) {
    return at == null
        ? sql.dialect().text("CAST(NULL AS timestamp with time zone)")
        : sql.dialect().literal(at);
  }

  /** Multiplies an interval, since the databases differ in how many digits one may have. */
  private String window(@Nullable Duration window) {
    if (window == null) {
      return "";
    }
    BigDecimal seconds =
        BigDecimal.valueOf(window.getSeconds()).add(BigDecimal.valueOf(window.getNano(), 9));
    String interval = seconds.stripTrailingZeros().toPlainString() + " * INTERVAL '1' SECOND";
    return "\n    AND c.at < f.at + " + sql.dialect().text(interval);
  }

  private String literal(String text) {
    return sql.dialect().literal(text);
  }

  private Enrolment enrolment(Instant now) throws SQLException {
    String usual =
        "SELECT MIN(first), COALESCE(SUM(CASE WHEN first >= ? THEN 1 ELSE 0 END), 0),"
            + " COALESCE(SUM(CASE WHEN variants > 1 THEN 1 ELSE 0 END), 0)"
            + " FROM (SELECT subject, MIN(at) AS first, COUNT(*) AS variants"
            + " FROM feature_flag_exposures WHERE flag = ? AND salt = ? GROUP BY subject) AS arrived";
    Enrolment found =
        sql.first(
            usual, ExperimentReader::enrolment, Enrolment.recent(now), arms.flag(), arms.salt());
    return Objects.requireNonNull(found);
  }

  private static Enrolment enrolment(ResultSet row) throws SQLException {
    return new Enrolment(Sql.time(row, 1), row.getLong(2), row.getLong(3));
  }
}
