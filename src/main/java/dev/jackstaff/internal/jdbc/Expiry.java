package dev.jackstaff.internal.jdbc;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The single rule by which old rows are removed. A removal cannot be undone, and clocks are
 * sometimes wrong, so no single clock decides:
 *
 * <ul>
 *   <li>Time is the database's, never a node's: the age of a row is measured in the statement.
 *   <li>The database's clock is trusted as far as the rows confirm it: the retention is counted
 *       from the newest row that is a day old, not from now. A clock that jumps ahead, by years or
 *       for all nodes at once, removes nothing for a day, in which it can be corrected.
 * </ul>
 *
 * <p>So rows are kept for the retention and a day, and longer if nothing new was written meanwhile:
 * the newest rows are never removed for their age alone. The rows that confirm the time must be
 * written once and never changed.
 */
public final class Expiry {
  private static final String NEWEST =
      "SELECT max(%1$s) FROM %2$s WHERE %1$s < CURRENT_TIMESTAMP - INTERVAL '1' DAY";

  private Expiry() {}

  /**
   * {@return the time before which rows may be removed, or empty if nothing may be removed now}
   * Reads the whole table where the column has no index.
   *
   * @param sql runs statements in the transaction that removes
   * @param table the usual name of the table whose rows confirm the time
   * @param at the expression for a row's time, of type {@code timestamp with time zone}
   * @param retention the maximum age of rows
   * @throws SQLException if the table cannot be read
   */
  public static Optional<Instant> before(Sql sql, String table, String at, Duration retention)
      throws SQLException {
    return sql.query(NEWEST.formatted(at, table), row -> Optional.ofNullable(Sql.time(row, 1)))
        .get(0)
        .map(newest -> newest.minus(retention));
  }
}
