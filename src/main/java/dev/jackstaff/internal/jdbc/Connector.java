package dev.jackstaff.internal.jdbc;

import java.sql.Connection;
import java.sql.SQLException;

/** A pool or a driver that opens connections. Thread-safe. */
public interface Connector {
  /**
   * {@return a connection; closing it returns it}
   *
   * @throws SQLException if there is none
   */
  Connection connect() throws SQLException;
}
