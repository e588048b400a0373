package dev.jackstaff.internal;

import java.sql.Connection;
import java.sql.SQLException;

/** Gives connections: a pool, or a driver. */
public interface Connector {
  /**
   * {@return a connection; closing it gives it back}
   *
   * @throws SQLException if there is none
   */
  Connection connect() throws SQLException;
}
