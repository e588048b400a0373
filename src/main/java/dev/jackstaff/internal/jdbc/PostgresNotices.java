package dev.jackstaff.internal.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;

/** The only class that names the driver; loaded when a store listens. Stateless. */
public final class PostgresNotices {
  private PostgresNotices() {}

  /**
   * Asks for the notices of a channel, on this connection until it is closed.
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
   * @param patience how long to wait at most
   * @return false if none came; those that came together are one
   * @throws SQLException if the connection is lost
   */
  public static boolean await(Connection connection, Duration patience) throws SQLException {
    PGNotification[] notices =
        connection.unwrap(PGConnection.class).getNotifications((int) patience.toMillis());
    return notices != null && notices.length > 0;
  }
}
