package dev.jackstaff.hygiene;

import java.sql.SQLException;
import java.time.Duration;
import java.time.LocalDate;

/** Where usage is kept. Thread-safe. */
interface Ledger {
  /** The most names that are kept of those that no flag has. */
  int MOST_UNDEFINED = 1_000;

  /** How long usage is kept that was not heard of again. */
  Duration RETENTION = Duration.ofDays(90);

  /**
   * Counts a batch, once, however often it is handed in.
   *
   * @throws SQLException if that is not possible now, or nobody knows whether it was done
   */
  void add(Batch batch) throws SQLException;

  /** What all nodes have counted. */
  Usage read() throws SQLException;

  /**
   * Forgets what was last heard of before the retention, which is counted from a day on which
   * something was counted: a clock that jumps ahead forgets nothing at once.
   *
   * @param today the node's day; a database goes by its own clock
   */
  void forget(LocalDate today) throws SQLException;
}
