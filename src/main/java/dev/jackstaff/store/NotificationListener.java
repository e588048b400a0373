package dev.jackstaff.store;

import dev.jackstaff.internal.Daemons;
import dev.jackstaff.internal.jdbc.Connector;
import dev.jackstaff.internal.jdbc.Database;
import dev.jackstaff.internal.jdbc.Dialect;
import dev.jackstaff.internal.jdbc.PostgresNotices;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Receives notifications of changes at once, on a connection of its own. A lost connection is made
 * again, and then everything is read, since notifications sent meanwhile are lost.
 */
final class NotificationListener implements Runnable {
  private static final Duration FIRST_PAUSE = Duration.ofMillis(50);
  private static final Duration LAST_PAUSE = Duration.ofSeconds(1);

  private final Database database;
  private final Connector source;
  private final String channel;
  private final Duration heartbeat;
  private final ChangeHandler events;
  private final CountDownLatch closed = new CountDownLatch(1);
  private Duration pause = FIRST_PAUSE;

  /** The receiver of the listener's events. */
  interface ChangeHandler {
    /** Reports that something may have changed. */
    void changed(Connection connection) throws SQLException;

    /** Reports that notifications are no longer received. */
    void lost(SQLException why);
  }

  NotificationListener(
      Database database,
      Connector source,
      String channel,
      Duration heartbeat,
      ChangeHandler events) {
    this.database = database;
    this.source = source;
    this.channel = channel;
    this.heartbeat = heartbeat;
    this.events = events;
  }

  @Override
  public void run() {
    // An exception of the handling itself ends only this round; the next one tries again.
    Runnable round = Daemons.surviving(this::round, e -> {});
    while (isOpen()) {
      round.run();
    }
  }

  private void round() {
    try {
      database.on(source, this::listen);
    } catch (SQLException e) {
      lost(e);
    } catch (RuntimeException | Error e) {
      lost(new SQLException(e.toString(), e));
    }
  }

  private boolean listen(Connection connection, Dialect dialect) throws SQLException {
    if (!dialect.notifies()) {
      throw new SQLException(dialect + " does not send notifications of changes");
    }
    connection.setAutoCommit(true);
    PostgresNotices.listen(connection, channel);
    while (isOpen()) {
      // Also called after silence: the query shows whether the connection is alive, and whether a
      // notification was lost on the way, such as behind a pooler.
      events.changed(connection);
      pause = FIRST_PAUSE;
      PostgresNotices.await(connection, heartbeat);
    }
    return true;
  }

  private void lost(SQLException why) {
    if (isOpen()) {
      try {
        events.lost(why);
      } finally {
        isOpen(pause);
        Duration longer = pause.multipliedBy(2);
        pause = longer.compareTo(LAST_PAUSE) > 0 ? LAST_PAUSE : longer;
      }
    }
  }

  private boolean isOpen() {
    return isOpen(Duration.ZERO);
  }

  private boolean isOpen(Duration wait) {
    try {
      return !closed.await(wait.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      closed.countDown();
      return false;
    }
  }

  /** Ends the listening; the connection is cut when the database is closed. */
  void close() {
    closed.countDown();
  }
}
