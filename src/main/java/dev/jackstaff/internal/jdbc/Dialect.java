package dev.jackstaff.internal.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The differences between the databases. Statements are written as PostgreSQL and H2 understand
 * them; a dialect has the replacements that make them the statements of another database.
 */
public enum Dialect {
  /** PostgreSQL, where a trigger raises the version with every change. */
  POSTGRESQL("PostgreSQL", "postgresql", ":json", "CAST(? AS json)"),

  /** H2, where only the content shows a change. */
  H2("H2", "h2", ":json", "? FORMAT JSON"),

  /**
   * MySQL and MariaDB, where triggers raise the version if the role that created the tables may
   * create triggers. Times are those of UTC in columns without a time zone, since the type {@code
   * timestamp} ends in 2038 and follows the zone of the connection.
   */
  MYSQL(
      "MySQL",
      "mysql",
      ":json",
      "?",
      // A reserved word.
      "\\bby(?=[,)])",
      "`by`",
      "CURRENT_TIMESTAMP",
      "UTC_TIMESTAMP(6)",
      "AS bigint\\)",
      "AS SIGNED)",
      "timestamp with time zone",
      "datetime(6)",
      "AS double precision\\)",
      "AS double)",
      "EXTRACT\\(EPOCH FROM (\\w+)\\)",
      "TIMESTAMPDIFF(SECOND, '1970-01-01', $1)",
      "(\\S+) \\* INTERVAL '1' SECOND",
      "INTERVAL $1 SECOND"),

  /**
   * SQLite, where triggers raise the version. Times are microseconds since 1970, since there is no
   * type for them. Only one transaction writes at a time, so no row is locked.
   */
  SQLITE(
      "SQLite",
      "sqlite",
      ":json",
      "?",
      " FOR UPDATE( SKIP LOCKED)?",
      "",
      "CURRENT_TIMESTAMP",
      "CAST(unixepoch('subsec') * 1000000 AS integer)",
      "CAST\\(\\? AS timestamp with time zone\\)",
      "?",
      "CAST\\((\\w+) AS timestamp with time zone\\)",
      "(unixepoch($1) * 1000000)",
      "INTERVAL '(\\d+)' DAY",
      "($1 * 86400000000)",
      "INTERVAL '(\\d+)' SECOND",
      "($1 * 1000000)",
      "EXTRACT\\(EPOCH FROM (\\w+)\\)",
      "($1 / 1000000)",
      "GREATEST\\(",
      "MAX(",
      "LEAST\\(",
      "MIN(",
      "VAR_SAMP\\((CAST\\(.*? AS double precision\\))\\)",
      "MAX(0, (SUM($1 * $1) - SUM($1) * AVG($1)) / NULLIF(COUNT(*) - 1, 0))");

  private static final DateTimeFormatter UTC =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSSSSS").withZone(ZoneOffset.UTC);

  private final String product;
  private final String script;

  @SuppressWarnings("ImmutableEnumChecker") // of patterns and texts, never changed
  private final List<Replacement> replacements;

  private record Replacement(Pattern usual, String own) {}

  Dialect(String product, String script, String... replacements) {
    this.product = product;
    this.script = script;
    List<Replacement> all = new ArrayList<>();
    for (int i = 0; i < replacements.length; i += 2) {
      all.add(new Replacement(Pattern.compile(replacements[i]), replacements[i + 1]));
    }
    this.replacements = List.copyOf(all);
  }

  /**
   * {@return the dialect of a connection's database}
   *
   * @param connection the connection
   * @throws SQLException if the database is not supported
   */
  public static Dialect of(Connection connection) throws SQLException {
    String product = connection.getMetaData().getDatabaseProductName();
    for (Dialect dialect : values()) {
      if (dialect.product.equals(product) || (dialect == MYSQL && product.equals("MariaDB"))) {
        return dialect;
      }
    }
    throw new SQLException(product + " is not supported; " + JdbcUrl.SUPPORTED + " are");
  }

  /** Returns the prefix of the name of the script that creates the tables. */
  String script() {
    return script;
  }

  /**
   * {@return a statement or a part of one as this database understands it}
   *
   * @param usual the text, as PostgreSQL and H2 understand it
   */
  public String text(String usual) {
    String text = usual;
    for (Replacement each : replacements) {
      text = each.usual.matcher(text).replaceAll(each.own);
    }
    return text;
  }

  /**
   * {@return a time as a constant of a statement}
   *
   * @param at the time
   */
  public String literal(Instant at) {
    return switch (this) {
      case POSTGRESQL, H2 -> "TIMESTAMP WITH TIME ZONE '" + at + "'";
      case MYSQL -> "TIMESTAMP'" + UTC.format(at) + "'";
      case SQLITE -> Long.toString(micros(at));
    };
  }

  /**
   * {@return a text as a constant of a statement}
   *
   * @param text the text
   */
  public String literal(String text) {
    String quoted = "'" + text.replace("'", "''") + "'";
    // A setting of the connection decides whether a backslash is an escape.
    return this == MYSQL && text.contains("\\")
        ? "CONCAT(" + quoted.replace("\\", "', CHAR(92 USING utf8mb4), '") + ")"
        : quoted;
  }

  /** Returns the value that a driver takes for a parameter. */
  @Nullable Object parameter(@Nullable Object value) {
    boolean typed = this == POSTGRESQL || this == H2;
    if (value instanceof Instant at) {
      return switch (this) {
        case POSTGRESQL, H2 -> at.atOffset(ZoneOffset.UTC);
        case MYSQL -> UTC.format(at);
        case SQLITE -> micros(at);
      };
    }
    boolean special = value instanceof UUID || value instanceof LocalDate;
    return special && !typed ? String.valueOf(value) : value;
  }

  /** Returns the time that a driver has read as a number or as a text in UTC. */
  static Instant instant(String read) {
    return read.indexOf('-', 1) < 0
        ? Instant.EPOCH.plus(Long.parseLong(read), ChronoUnit.MICROS)
        : LocalDateTime.parse(read.replace(' ', 'T')).toInstant(ZoneOffset.UTC);
  }

  /** Returns the microseconds since 1970; {@code ChronoUnit} would overflow in the year 2262. */
  private static long micros(Instant at) {
    return at.getEpochSecond() * 1_000_000 + at.getNano() / 1_000;
  }

  /** {@return whether the server sends notifications of changes} */
  public boolean notifies() {
    return this == POSTGRESQL;
  }

  /**
   * {@return whether a statement that writes may contain another one that writes, and may return
   * columns, hashes of columns, and the result of a query}
   */
  public boolean nestsWrites() {
    return this == POSTGRESQL;
  }

  /**
   * {@return a statement that returns a hash of all rows of a query, which costs a fraction of
   * sending them; null if this database has none}
   *
   * @param from the query's {@code FROM}
   * @param columns the columns
   */
  public @Nullable String checksum(String from, List<String> columns) {
    return switch (this) {
      case POSTGRESQL ->
          "SELECT count(*) || ',' || COALESCE(sum(hashtextextended(ROW("
              + String.join("::text, ", columns)
              + "::text)::text, 0)), 0) FROM "
              + from;
      case MYSQL ->
          "SELECT CONCAT(COUNT(*), ',', COALESCE(SUM(CAST(CONV(LEFT(MD5(CONCAT_WS(',', QUOTE("
              + String.join("), QUOTE(", columns)
              + "))), 15), 16, 10) AS decimal(20))), 0)) FROM "
              + from;
      case H2, SQLITE -> null;
    };
  }

  /**
   * {@return whether a transaction is begun and ended by statements; in SQLite the kind of the
   * transaction must be named, so that one that reads and then writes waits for others at its
   * beginning}
   */
  boolean hasOwnBegin() {
    return this == SQLITE;
  }

  /**
   * {@return whether a reading needs no transaction: each statement then reads what is committed,
   * and an idle node sends one statement for each look}
   */
  boolean readsWithoutTransaction() {
    return this == MYSQL || this == SQLITE;
  }

  /**
   * Returns true if the time limit of a statement is set by the driver, which sends it together
   * with the statement or waits for a lock no longer than that.
   */
  boolean limitsByDriver() {
    return this == MYSQL || this == SQLITE;
  }

  /** Returns a statement to be sent before the transaction begins, or an empty text. */
  String beforeBegin() {
    return this == MYSQL ? "SET TRANSACTION ISOLATION LEVEL READ COMMITTED" : "";
  }

  /**
   * Returns a statement that waits for others that create the tables, until the end of the
   * transaction. The number of the lock has no meaning, but no other program uses it.
   */
  String exclusively() {
    return this == POSTGRESQL ? "SELECT pg_advisory_xact_lock(5367021)" : "SELECT 1";
  }

  /** Returns true if the script is sent statement by statement, without a transaction. */
  boolean splitsScript() {
    return this == MYSQL || this == SQLITE;
  }

  /**
   * Returns the statements that begin a transaction, sent together with its first own statement;
   * each ends with a semicolon. Their effect ends with the transaction, so that none of it returns
   * to a pool.
   */
  String begin(Duration lock, Duration statement) {
    return this == POSTGRESQL
        ? "SET TRANSACTION ISOLATION LEVEL READ COMMITTED; SELECT set_config('lock_timeout', '"
            + lock.toMillis()
            + "', true), set_config('statement_timeout', '"
            + statement.toMillis()
            + "', true); "
        : "";
  }

  /** Returns the statement that limits the time of those that follow in the transaction. */
  String limit(Duration statement) {
    return this == POSTGRESQL ? "SET LOCAL statement_timeout = " + statement.toMillis() + "; " : "";
  }

  /**
   * {@return a statement that writes rows and returns some of their columns as they are stored;
   * null if that takes another statement}
   *
   * @param writing the statement that writes
   * @param columns the columns, with commas
   */
  public @Nullable String returning(String writing, String columns) {
    return switch (this) {
      case POSTGRESQL, SQLITE -> writing + " RETURNING " + columns;
      case H2 -> "SELECT " + columns + " FROM FINAL TABLE (" + writing + ")";
      case MYSQL -> null;
    };
  }
}
