package dev.jackstaff.hygiene;

import java.sql.SQLException;
import java.time.Duration;
import java.time.LocalDate;

/** The storage of usage. Thread-safe. */
interface UsageStore {
  /** The most names without a flag that are kept. */
  int MAX_UNDEFINED = 1_000;

  /** The time for which usage is kept after it was last updated. */
  Duration RETENTION = Duration.ofDays(90);

  /**
   * Counts a batch once, however often it is passed to this method.
   *
   * @throws SQLException if that is not possible now, or if it is not known whether it was done
   */
  void add(UsageBatch batch) throws SQLException;

  /** Returns the counts of all nodes. */
  Usage read() throws SQLException;

  /**
   * Removes usage that was last updated before the retention. The retention is measured from a day
   * on which something was counted, so a clock that jumps ahead removes nothing at once.
   *
   * @param today the node's current day; a database uses its own clock
   */
  void forget(LocalDate today) throws SQLException;
}
