package dev.jackstaff.store;

import java.sql.Connection;
import java.sql.SQLException;

/** What differs between the databases. */
enum Dialect {
  /**
   * PostgreSQL, whose trigger tells of every change. The number has no meaning; it is just ours.
   */
  POSTGRESQL(
      "PostgreSQL",
      "postgresql.sql",
      "SELECT pg_advisory_xact_lock(5367021)",
      "CAST(? AS json)",
      true),
  /** H2, where only the content tells. */
  H2("H2", "h2.sql", "SELECT 1", "? FORMAT JSON", false);

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
    throw new SQLException(product + " is not supported; PostgreSQL and H2 are");
  }

  /** The resource that makes the tables. */
  String script() {
    return script;
  }

  /** A statement that waits for others who make the tables, until the end of the transaction. */
  String exclusively() {
    return exclusively;
  }

  /** A parameter for a column of JSON. */
  String json() {
    return json;
  }

  /** Whether the version goes up with every change, whoever makes it. */
  boolean tellsChanges() {
    return triggers;
  }
}
