package dev.jackstaff.internal.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;

/** The differences between the databases. */
public enum Dialect {
  /**
   * PostgreSQL, where a trigger raises the version with every change. The number of the lock has no
   * meaning, but no other program uses it.
   */
  POSTGRESQL(
      "PostgreSQL", "postgresql", "SELECT pg_advisory_xact_lock(5367021)", "CAST(? AS json)", true),
  /** H2, where only the content shows a change. */
  H2("H2", "h2", "SELECT 1", "? FORMAT JSON", false);

  private final String product;
  private final String script;
  private final String exclusively;
  private final String json;
  private final boolean triggers;

  Dialect(String product, String script, String exclusively, String json, boolean triggers) {
    this.product = product;
    this.script = script;
    this.exclusively = exclusively;
    this.json = json;
    this.triggers = triggers;
  }

  static Dialect of(Connection connection) throws SQLException {
    String product = connection.getMetaData().getDatabaseProductName();
    for (Dialect dialect : values()) {
      if (dialect.product.equals(product)) {
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
   * Returns a statement that waits for others that create the tables, until the end of the
   * transaction.
   */
  String exclusively() {
    return exclusively;
  }

  /** {@return the text of a parameter for a column of JSON} */
  public String json() {
    return json;
  }

  /** {@return whether every change raises the version, whoever makes it} */
  public boolean raisesVersion() {
    return triggers;
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
   * {@return a statement that writes rows and returns some of their columns as they are stored}
   *
   * @param writing the statement that writes
   * @param columns the columns, with commas
   */
  public String returning(String writing, String columns) {
    return this == POSTGRESQL
        ? writing + " RETURNING " + columns
        : "SELECT " + columns + " FROM FINAL TABLE (" + writing + ")";
  }
}
