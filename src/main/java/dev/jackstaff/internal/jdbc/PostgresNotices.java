package dev.jackstaff.internal.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;

/**
 * The notices of PostgreSQL. This is the only class that names the driver; it is loaded when a
 * store listens. Stateless.
 */
public final class PostgresNotices {
  private PostgresNotices() {}

  /**
   * Subscribes to the notices of a channel, on this connection until it is closed.
   *
   * @param connection a connection in auto-commit mode
   * @param channel the channel's name
   * @throws SQLException if the database refuses it
   */
  public static void listen(Connection connection, String channel) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("LISTEN \"" + channel.replace("\"", "\"\"") + '"');
    }
  }

  /**
   * Waits for a notice.
   *
   * @param connection a connection that listens
   * @param patience the longest time to wait
   * @return false if none arrived; notices that arrive together count as one
   * @throws SQLException if the connection is lost
   */
  public static boolean await(Connection connection, Duration patience) throws SQLException {
    PGNotification[] notices =
        connection.unwrap(PGConnection.class).getNotifications((int) patience.toMillis());
    return notices != null && notices.length > 0;
  }
}
