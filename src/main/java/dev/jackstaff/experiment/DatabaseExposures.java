package dev.jackstaff.experiment;

import dev.jackstaff.internal.Params;
import dev.jackstaff.internal.jdbc.Connector;
import dev.jackstaff.internal.jdbc.Database;
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
 * Writes exposures and conversions to tables of a database. Any number of nodes may write to them:
 * an item that is written twice is stored once, with the earlier time. Thread-safe.
 */
public final class DatabaseExposures implements ExposureSink {
  /** The default age after which rows are removed. */
  public static final Duration DEFAULT_RETENTION = Duration.ofDays(90);

  private static final Duration CLEANUP_INTERVAL = Duration.ofHours(1);

  /** The timeout of writing a batch. */
  private static final Duration WRITE_TIMEOUT = Duration.ofSeconds(30);

  /** The timeout of reading all rows of an experiment, or of looking for old rows. */
  static final Duration READ_TIMEOUT = Duration.ofMinutes(10);

  private static final Schema SCHEMA = new Schema("-experiments", List.of("feature_flag_subjects"));

  private final Database database;
  private final @Nullable DriverSource owned;
  private final Duration retention;
  private final DatabaseResults results;

  /**
   * The {@link System#nanoTime} of the last removal, which no change of the clock affects; 0 if
   * there was none.
   */
  private long tidied;

  private DatabaseExposures(Builder options) {
    this.database =
        new Database(
            options.source, new TableNames(options.schema, options.table), SCHEMA, options.create);
    this.owned = options.owned;
    this.retention = options.retention;
    this.results = new DatabaseResults(database, options.clock);
  }

  /**
   * {@return a builder}
   *
   * @param source the database with the tables; one connection is borrowed at a time
   */
  public static Builder builder(DataSource source) {
    return new Builder(source::getConnection, null);
  }

  /**
   * {@return a builder of a sink that opens its own connections, and keeps one of them}
   *
   * @param url the database's URL, such as {@code jdbc:postgresql://host/database?user=…} or {@code
   *     jdbc:h2:file}
   * @throws IllegalArgumentException if no driver accepts the URL
   */
  public static Builder builder(String url) {
    DriverSource source = new DriverSource(url);
    return new Builder(source, source);
  }

  @Override
  public void write(List<Exposure> exposures, List<Conversion> conversions) throws SQLException {
    // All nodes write in the same order, so that they do not deadlock.
    Map<String, Exposure> once = new TreeMap<>();
    exposures.forEach(e -> once.merge(key(e), e, DatabaseExposures::earlier));
    database.transact(
        WRITE_TIMEOUT,
        sql -> {
          sql.batch(
              ExperimentSql.expose(sql.dialect()),
              once.values().stream().map(DatabaseExposures::row).toList());
          sql.batch(
              ExperimentSql.convert(sql.dialect()),
              conversions.stream().map(DatabaseExposures::row).toList());
          return true;
        });
    idle();
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

  /**
   * Truncates a time to the precision of both databases, so that a row that is written twice is the
   * same row.
   */
  private static Instant moment(Instant at) {
    return at.truncatedTo(ChronoUnit.MICROS);
  }

  /** Removes rows older than the retention, once an hour. */
  @Override
  public void idle() throws SQLException {
    long now = System.nanoTime();
    if (tidied != 0 && now - tidied < CLEANUP_INTERVAL.toNanos()) {
      return;
    }
    for (String table : List.of("feature_flag_exposures", "feature_flag_conversions")) {
      database.transact(READ_TIMEOUT, sql -> remove(sql, table));
    }
    tidied = now;
  }

  private int remove(Sql sql, String table) throws SQLException {
    Instant before = Expiry.before(sql, table, "at", retention).orElse(null);
    return before == null ? 0 : sql.update("DELETE FROM " + table + " WHERE at < ?", before);
  }

  /** Returns the key with which all nodes hash ids; the first node creates it. */
  byte[] key() throws SQLException {
    byte[] random = new byte[32];
    new SecureRandom().nextBytes(random);
    String mine = HexFormat.of().formatHex(random);
    return HexFormat.of().parseHex(database.transact(sql -> keep(sql, mine)));
  }

  private static String keep(Sql sql, String mine) throws SQLException {
    sql.update(ExperimentSql.key(sql.dialect()), mine);
    String kept = sql.first("SELECT hash_key FROM feature_flag_subjects", row -> row.getString(1));
    return Objects.requireNonNull(kept);
  }

  /** Returns the results that are counted in the database. */
  DatabaseResults results() {
    return results;
  }

  @Override
  public void close() {
    // The database is closed first, so that a running count ends at once.
    database.close();
    results.close();
    if (owned != null) {
      owned.close();
    }
  }

  /** Collects the sink's options. Not thread-safe. */
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
     * Sets whether missing tables are created; default false.
     *
     * @param make true to create them; any number of nodes may do so at once
     * @return this builder
     */
    public Builder createTables(boolean make) {
      this.create = make;
      return this;
    }

    /**
     * Sets the schema of the tables; default the connection's schema.
     *
     * @param name the schema's name; a name in lower case is treated like an unquoted one
     * @return this builder
     */
    public Builder schema(String name) {
      this.schema = TableNames.checked("schema", name);
      return this;
    }

    /**
     * Sets the name of the table of flags, from which the names of the tables are derived; default
     * {@code feature_flags}, so that they are {@code feature_flag_exposures}, {@code
     * feature_flag_conversions} and {@code feature_flag_subjects}.
     *
     * @param name the table's name; the table itself is not needed
     * @return this builder
     */
    public Builder table(String name) {
      this.table = TableNames.checked("table", name);
      return this;
    }

    /**
     * Sets the age after which rows are removed; default 90 days.
     *
     * <p>The age is measured by the database's clock, and rows are removed a day later than that at
     * the earliest, so that a clock that jumps ahead removes nothing at once. Without new rows none
     * are removed.
     *
     * @param age the age, over 0
     * @return this builder
     */
    public Builder retention(Duration age) {
      this.retention = Params.positive(age, "retention");
      return this;
    }

    /**
     * Sets the clock that dates results and determines how long they remain valid; default the
     * system's. The age of rows is measured by the database's clock.
     *
     * @param instants the clock
     * @return this builder
     */
    public Builder clock(InstantSource instants) {
      this.clock = instants;
      return this;
    }

    /** {@return the sink, which first connects to the database when there is something to write} */
    public DatabaseExposures build() {
      return new DatabaseExposures(this);
    }
  }
}
