package dev.jackstaff.store;

import java.sql.PreparedStatement;
import java.sql.SQLException;

/**
 * A store whose database has room for more than flags: what its nodes want to know of each other.
 * Thread-safe.
 */
public interface SharedDatabase {
  /**
   * Does something in one transaction, on one of the store's connections, with its time limits.
   *
   * @param work what
   * @param <T> what it gives
   * @return what it gave
   * @throws SQLException if it failed; nothing was written
   */
  <T> T transact(Work<T> work) throws SQLException;

  /**
   * What is done in a transaction.
   *
   * @param <T> what it gives
   */
  interface Work<T> {
    /**
     * Does it.
     *
     * @param statements makes statements
     * @return what it gives
     * @throws SQLException to undo everything
     */
    T with(Statements statements) throws SQLException;
  }

  /** Makes statements. */
  interface Statements {
    /**
     * {@return a statement, to be closed}
     *
     * @param sql with the tables' usual names, as {@code feature_flag_trials}; the store's own take
     *     their place
     * @throws SQLException if the database refuses it
     */
    PreparedStatement prepare(String sql) throws SQLException;
  }
}
