package dev.jackstaff.store;

import dev.jackstaff.internal.Connector;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Lends connections whose every answer has a time limit, and cuts them when the store is closed.
 * Thread-safe.
 */
final class Database {
  private static final Logger LOG = System.getLogger(JdbcFlagStore.class.getName());

  /** How long the database may be silent. A frozen one would be waited for without end. */
  static final Duration PATIENCE = Duration.ofSeconds(5);

  private final Connector source;
  private final TableNames names;
  private final boolean create;
  private final Set<Connection> lent = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;
  private volatile @Nullable FlagTables tables;

  Database(Connector source, TableNames names, boolean create) {
    this.source = source;
    this.names = names;
    this.create = create;
  }

  /** What is done with a connection. */
  interface Work<T> {
    T with(Connection connection, FlagTables tables) throws SQLException;
  }

  /** Each statement on its own. */
  <T> T read(Work<T> work) throws SQLException {
    return on(source, work);
  }

  /** The same on a connection from elsewhere. */
  <T> T on(Connector other, Work<T> work) throws SQLException {
    try (Connection connection = other.connect()) {
      lent.add(connection);
      int before = connection.getNetworkTimeout();
      try {
        if (closed) {
          throw new SQLException("the store is closed");
        }
        connection.setNetworkTimeout(Runnable::run, (int) PATIENCE.toMillis());
        return work.with(connection, prepared(connection));
      } finally {
        lent.remove(connection);
        restore(connection, before);
      }
    }
  }

  private static void restore(Connection connection, int timeout) throws SQLException {
    if (!connection.isClosed()) {
      connection.setNetworkTimeout(Runnable::run, timeout);
    }
  }

  /** All or nothing. */
  <T> T write(Work<T> work) throws SQLException {
    return read(
        (connection, known) -> {
          boolean before = connection.getAutoCommit();
          connection.setAutoCommit(false);
          try {
            T result = work.with(connection, known);
            connection.commit();
            return result;
          } catch (SQLException | RuntimeException | Error e) {
            undo(connection, e);
            throw e;
          } finally {
            if (!connection.isClosed()) {
              connection.setAutoCommit(before);
            }
          }
        });
  }

  private static void undo(Connection connection, Throwable cause) {
    try {
      connection.rollback();
    } catch (SQLException e) {
      cause.addSuppressed(e);
    }
  }

  private FlagTables prepared(Connection connection) throws SQLException {
    FlagTables known = tables;
    if (known == null) {
      known = FlagTables.in(connection, names, create);
      tables = known;
    }
    return known;
  }

  /** Nobody is lent another connection, and who waits for an answer gets an exception. */
  void close() {
    closed = true;
    lent.forEach(Database::cut);
  }

  private static void cut(Connection connection) {
    try {
      connection.abort(Runnable::run);
    } catch (SQLException e) {
      LOG.log(Level.DEBUG, "a connection could not be cut", e);
    }
  }
}
