package dev.jackstaff.experiment;

import dev.jackstaff.internal.jdbc.Connector;
import dev.jackstaff.internal.jdbc.Database;
import dev.jackstaff.internal.jdbc.Dialect;
import dev.jackstaff.internal.jdbc.DriverSource;
import dev.jackstaff.internal.jdbc.Expiry;
import dev.jackstaff.internal.jdbc.Schema;
import dev.jackstaff.internal.jdbc.Sql;
import dev.jackstaff.internal.jdbc.TableNames;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Exposures and conversions in tables of PostgreSQL or H2, that any number of nodes write to: what
 * comes twice is there once, with the earlier time. Thread-safe.
 */
public final class DatabaseExposures implements ExposureSink {
  /** How old rows may get unless something else is said. */
  public static final Duration DEFAULT_RETENTION = Duration.ofDays(90);

  private static final Duration TIDY_EVERY = Duration.ofHours(1);

  /** How long a page waits for its results. */
  private static final Duration LOOK = Duration.ofSeconds(2);

  /** How long writing a batch may take. */
  private static final Duration WRITE_TIMEOUT = Duration.ofSeconds(30);

  /** How long it may take to read all rows of an experiment, or to look for those that are old. */
  private static final Duration READ_TIMEOUT = Duration.ofMinutes(10);

  private static final Schema SCHEMA = new Schema("-experiments", List.of("feature_flag_subjects"));

  private final Database database;
  private final @Nullable DriverSource owned;
  private final Duration retention;
  private final InstantSource clock;
  private final CountedResults counted;

  /** By {@link System#nanoTime}, which no clock moves; 0 is never. */
  private long tidied;

  private DatabaseExposures(Builder options) {
    this.database =
        new Database(
            options.source, new TableNames(options.schema, options.table), SCHEMA, options.create);
    this.owned = options.owned;
    this.retention = options.retention;
    this.clock = options.clock;
    this.counted = new CountedResults(clock, LOOK);
  }

  /**
   * {@return a builder}
   *
   * @param source where the tables are; one connection is borrowed at a time
   */
  public static Builder builder(DataSource source) {
    return new Builder(source::getConnection, null);
  }

  /**
   * {@return a builder of a sink that makes its own connections, a new one for each batch}
   *
   * @param url as {@code jdbc:postgresql://host/database?user=…} or {@code jdbc:h2:file}
   * @throws IllegalArgumentException if no driver takes it
   */
  public static Builder builder(String url) {
    DriverSource source = new DriverSource(url);
    return new Builder(source, source);
  }

  @Override
  public void write(List<Exposure> exposures, List<Conversion> conversions) throws SQLException {
    // In one order on all nodes, so that they do not wait for each other in a circle.
    Map<String, Exposure> once = new TreeMap<>();
    exposures.forEach(e -> once.merge(key(e), e, DatabaseExposures::earlier));
    database.transact(
        WRITE_TIMEOUT,
        sql -> {
          boolean postgres = sql.dialect() == Dialect.POSTGRESQL;
          sql.batch(
              postgres ? ExperimentSql.EXPOSE_POSTGRES : ExperimentSql.EXPOSE_H2,
              once.values().stream().map(DatabaseExposures::row).toList());
          sql.batch(
              postgres ? ExperimentSql.CONVERT_POSTGRES : ExperimentSql.CONVERT_H2,
              conversions.stream().map(DatabaseExposures::row).toList());
          return true;
        });
    rest();
  }

  private static String key(Exposure e) {
    return String.join("\0", e.flag(), e.salt(), e.subject(), e.variant());
  }

  private static Exposure earlier(Exposure a, Exposure b) {
    return b.at().isBefore(a.at()) ? b : a;
  }

  private static @Nullable Object[] row(Exposure e) {
    return new Object[] {e.flag(), e.salt(), e.subject(), e.variant(), e.split(), moment(e.at())};
  }

  private static @Nullable Object[] row(Conversion c) {
    Double amount = c.amount().isPresent() ? c.amount().getAsDouble() : null;
    return new @Nullable Object[] {c.event(), c.subject(), moment(c.at()), c.id(), amount};
  }

  /** As exact as both databases are, so that a row that comes twice is the same row. */
  private static Instant moment(Instant at) {
    return at.truncatedTo(ChronoUnit.MICROS);
  }

  /** Removes what is older than the retention, every hour. */
  @Override
  public void rest() throws SQLException {
    long now = System.nanoTime();
    if (tidied != 0 && now - tidied < TIDY_EVERY.toNanos()) {
      return;
    }
    for (String table : List.of("feature_flag_exposures", "feature_flag_conversions")) {
      database.transact(READ_TIMEOUT, sql -> remove(sql, table));
    }
    tidied = now;
  }

  private int remove(Sql sql, String table) throws SQLException {
    Instant before = Expiry.before(sql::prepare, table, "at", retention).orElse(null);
    return before == null ? 0 : sql.update("DELETE FROM " + table + " WHERE at < ?", before);
  }

  /** The key by which all nodes hash; made by the first of them. */
  byte[] key() throws SQLException {
    byte[] random = new byte[32];
    new SecureRandom().nextBytes(random);
    String mine = HexFormat.of().formatHex(random);
    return HexFormat.of().parseHex(database.transact(sql -> keep(sql, mine)));
  }

  private static String keep(Sql sql, String mine) throws SQLException {
    boolean postgres = sql.dialect() == Dialect.POSTGRESQL;
    sql.update(postgres ? ExperimentSql.KEY_POSTGRES : ExperimentSql.KEY_H2, mine);
    String kept = sql.first("SELECT hash_key FROM feature_flag_subjects", row -> row.getString(1));
    return Objects.requireNonNull(kept);
  }

  ExperimentResults results(Arms arms, double alpha) throws SQLException {
    return counted.get(arms, alpha, () -> count(arms, alpha));
  }

  /** Reads all rows of the experiment. */
  ExperimentResults count(Arms arms, double alpha) throws SQLException {
    return database.transact(
        READ_TIMEOUT, sql -> new ExperimentReader(sql, arms, alpha).results(clock));
  }

  @Override
  public void close() {
    // First, so that a count that runs ends at once.
    database.close();
    counted.close();
    if (owned != null) {
      owned.close();
    }
  }

  /** Collects options. Not thread-safe. */
  public static final class Builder {
    private final Connector source;
    private final @Nullable DriverSource owned;
    private @Nullable String schema;
    private String table = "feature_flags";
    private boolean create;
    private Duration retention = DEFAULT_RETENTION;
    private InstantSource clock = InstantSource.system();

    private Builder(Connector source, @Nullable DriverSource owned) {
      this.source = source;
      this.owned = owned;
    }

    /**
     * {@return this builder, with whether the tables are made where they are missing; default
     * false}
     *
     * @param make whether they are; any number of nodes may at once
     */
    public Builder createTables(boolean make) {
      this.create = make;
      return this;
    }

    /**
     * {@return this builder, with the schema that the tables are in; default the connection's}
     *
     * @param name its name; in lower case it means what it means without quotes
     */
    public Builder schema(String name) {
      this.schema = TableNames.checked("schema", name);
      return this;
    }

    /**
     * {@return this builder, with the name of the table of flags, after which the tables are named;
     * default {@code feature_flags}, so that they are {@code feature_flag_exposures}, {@code
     * feature_flag_conversions} and {@code feature_flag_subjects}}
     *
     * @param name its name; the table itself is not needed
     */
    public Builder table(String name) {
      this.table = TableNames.checked("table", name);
      return this;
    }

    /**
     * {@return this builder, with how old rows may get; default 90 days}
     *
     * <p>Rows are removed by the database's clock, and a day later than that at the earliest, so
     * that a clock that jumps ahead removes nothing at once. Without new rows none are removed.
     *
     * @param age over 0
     */
    public Builder retention(Duration age) {
      if (age.isNegative() || age.isZero()) {
        throw new IllegalArgumentException("retention must be over 0, was " + age);
      }
      this.retention = age;
      return this;
    }

    /**
     * {@return this builder, with the clock that dates results and says how long they stand;
     * default the system's. What is removed for its age goes by the database's clock.}
     *
     * @param instants the clock
     */
    public Builder clock(InstantSource instants) {
      this.clock = instants;
      return this;
    }

    /**
     * {@return the sink; the database is asked for the first time when there is something to write}
     */
    public DatabaseExposures build() {
      return new DatabaseExposures(this);
    }
  }
}
