package dev.jackstaff.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;

/** The only class that names the driver; loaded when a store listens. Stateless. */
final class PostgresNotices {
  private PostgresNotices() {}

  static void listen(Connection connection, String channel) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("LISTEN \"" + channel.replace("\"", "\"\"") + '"');
    }
  }

  /** Waits for a notice; false if none came. Those that came together are one. */
  static boolean await(Connection connection, Duration patience) throws SQLException {
    PGNotification[] notices =
        connection.unwrap(PGConnection.class).getNotifications((int) patience.toMillis());
    return notices != null && notices.length > 0;
  }
}
