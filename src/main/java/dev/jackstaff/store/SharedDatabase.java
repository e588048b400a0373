package dev.jackstaff.store;

import java.sql.PreparedStatement;
import java.sql.SQLException;

/** A store whose database also holds other data that its nodes share. Thread-safe. */
public interface SharedDatabase {
  /**
   * Runs work in one transaction, on one of the store's connections, with its time limits.
   *
   * @param work the work
   * @param <T> the type of its result
   * @return its result
   * @throws SQLException if it failed; nothing was written
   */
  <T> T transact(Work<T> work) throws SQLException;

  /**
   * The work of one transaction.
   *
   * @param <T> the type of its result
   */
  interface Work<T> {
    /**
     * Does the work.
     *
     * @param statements prepares statements
     * @return the result
     * @throws SQLException to roll everything back
     */
    T with(Statements statements) throws SQLException;
  }

  /** Prepares statements. */
  interface Statements {
    /**
     * {@return a statement, to be closed}
     *
     * @param sql the text with the tables' usual names, such as {@code feature_flag_trials}, which
     *     are replaced with the store's own
     * @throws SQLException if the database refuses it
     */
    PreparedStatement prepare(String sql) throws SQLException;
  }
}
