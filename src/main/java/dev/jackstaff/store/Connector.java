package dev.jackstaff.store;

import java.sql.Connection;
import java.sql.SQLException;

/** Gives connections: a pool, or a driver. */
interface Connector {
  /** Gives one; closing it gives it back. */
  Connection connect() throws SQLException;
}
