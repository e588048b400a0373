package dev.jackstaff.internal.jdbc;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Lends connections with a time limit for every answer, runs transactions on them, and cuts them
 * off when it is closed. Thread-safe; blocks on the database.
 *
 * <p>A transaction is READ COMMITTED whatever the database's default is, and the server itself ends
 * a wait for a lock, and a statement, before the client times out: a client that times out first
 * leaves a process behind on the server, and loses its connection. Settings of a connection are
 * restored before it returns to a pool.
 */
public final class Database implements AutoCloseable {
  /**
   * The longest time to wait for an answer of the database; a frozen one would otherwise block
   * forever.
   */
  public static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(5);

  /** The time for which the server waits for a lock. */
  static final Duration LOCK_TIMEOUT = Duration.ofSeconds(3);

  /** The time by which the server gives up earlier than the client. */
  private static final Duration MARGIN = Duration.ofSeconds(1);

  private static final Logger LOG = System.getLogger(Database.class.getName());

  private final Connector source;
  private final TableNames names;
  private final Schema schema;
  private final boolean create;
  private final Set<Connection> lent = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;
  private volatile Sql.@Nullable StatementTexts texts;

  /**
   * Creates the object; opens no connection yet.
   *
   * @param source the source of connections; it stays open
   * @param names the names of the tables
   * @param schema the script that creates the tables
   * @param create whether missing tables are created with the first connection
   */
  public Database(Connector source, TableNames names, Schema schema, boolean create) {
    this.source = source;
    this.names = names;
    this.schema = schema;
    this.create = create;
  }

  /**
   * The work of one transaction.
   *
   * @param <T> the type of its result
   */
  public interface Work<T> {
    /**
     * Does the work.
     *
     * @param sql runs statements
     * @return the result
     * @throws SQLException to roll everything back
     */
    T with(Sql sql) throws SQLException;
  }

  /**
   * The use of a connection that is kept for longer.
   *
   * @param <T> the type of its result
   */
  public interface Use<T> {
    /**
     * Uses the connection.
     *
     * @param connection the connection, with a time limit for each answer
     * @param dialect the dialect of its database
     * @return the result
     * @throws SQLException if it fails
     */
    T with(Connection connection, Dialect dialect) throws SQLException;
  }

  /**
   * Runs work in one transaction, all or nothing, with the default time limits.
   *
   * @param work the work
   * @param <T> the type of its result
   * @return its result, committed
   * @throws SQLException if it failed, and nothing was written; or if the answer to the commit was
   *     lost
   */
  public <T> T transact(Work<T> work) throws SQLException {
    return transact(ANSWER_TIMEOUT, work);
  }

  /**
   * Runs work in one transaction, all or nothing.
   *
   * @param longest the longest time that one statement may take, over 1 s
   * @param work the work
   * @param <T> the type of its result
   * @return its result, committed
   * @throws SQLException if it failed, and nothing was written; or if the answer to the commit was
   *     lost
   */
  public <T> T transact(Duration longest, Work<T> work) throws SQLException {
    return lend(source, longest, (connection, any) -> transact(connection, longest, work));
  }

  /**
   * Runs work in one transaction on a connection that {@link #on} has lent.
   *
   * @param connection the connection
   * @param work the work
   * @param <T> the type of its result
   * @return its result, committed
   * @throws SQLException if it failed
   */
  public <T> T transact(Connection connection, Work<T> work) throws SQLException {
    return transact(connection, ANSWER_TIMEOUT, work);
  }

  private <T> T transact(Connection connection, Duration longest, Work<T> work)
      throws SQLException {
    Sql.StatementTexts known = prepared(connection);
    Duration limit = longest.minus(MARGIN);
    try (ConnectionSettings settings = ConnectionSettings.of(connection, known)) {
      settings.begin(limit);
      Sql sql = new Sql(connection, known, limit, true);
      sql.begin(settings.dialect().begin(LOCK_TIMEOUT, limit));
      try {
        T result = work.with(sql);
        settings.commit();
        return result;
      } catch (SQLException | RuntimeException | Error e) {
        undo(settings, e);
        throw e;
      }
    }
  }

  private static void undo(ConnectionSettings settings, Throwable cause) {
    try {
      settings.rollback();
    } catch (SQLException e) {
      cause.addSuppressed(e);
      // No other caller may get the connection with half a transaction.
      cut(settings.connection());
    }
  }

  /**
   * Runs work that only reads, with the default time limits. Each statement reads what is committed
   * when it begins.
   *
   * @param work the work
   * @param <T> the type of its result
   * @return its result
   * @throws SQLException if it failed
   */
  public <T> T read(Work<T> work) throws SQLException {
    return read(ANSWER_TIMEOUT, work);
  }

  /**
   * Runs work that only reads.
   *
   * @param longest the longest time that one statement may take, over 1 s
   * @param work the work
   * @param <T> the type of its result
   * @return its result
   * @throws SQLException if it failed
   */
  public <T> T read(Duration longest, Work<T> work) throws SQLException {
    return lend(
        source,
        longest,
        (connection, dialect) -> {
          if (!dialect.readsWithoutTransaction() || !connection.getAutoCommit()) {
            return transact(connection, longest, work);
          }
          return work.with(new Sql(connection, prepared(connection), longest.minus(MARGIN), false));
        });
  }

  /**
   * Uses a connection of another source for as long as it is needed.
   *
   * @param other the source of the connection
   * @param use the use
   * @param <T> the type of its result
   * @return its result
   * @throws SQLException if it failed
   */
  public <T> T on(Connector other, Use<T> use) throws SQLException {
    return lend(other, ANSWER_TIMEOUT, use);
  }

  private <T> T lend(Connector from, Duration longest, Use<T> use) throws SQLException {
    Connection connection = from.connect();
    int before = -1;
    try {
      lent.add(connection);
      if (closed) {
        throw new SQLException("the store is closed");
      }
      before = connection.getNetworkTimeout();
      connection.setNetworkTimeout(Runnable::run, Math.toIntExact(longest.toMillis()));
      return use.with(connection, Dialect.of(connection));
    } finally {
      lent.remove(connection);
      giveBack(connection, before);
    }
  }

  /** Returns a connection. The work stays done, whatever happens to the connection. */
  private static void giveBack(Connection connection, int timeout) {
    try (connection) {
      if (timeout >= 0 && !connection.isClosed()) {
        connection.setNetworkTimeout(Runnable::run, timeout);
      }
    } catch (SQLException e) {
      LOG.log(Level.DEBUG, "a connection could not be given back", e);
    }
  }

  private Sql.StatementTexts prepared(Connection connection) throws SQLException {
    Sql.StatementTexts known = texts;
    if (known == null) {
      Dialect dialect = Dialect.of(connection);
      UnaryOperator<String> real = names.in(connection);
      if (create) {
        schema.create(connection, dialect, names, real);
      }
      boolean raises = schema.raisesVersion(connection, dialect, real);
      known = new Sql.StatementTexts(dialect, real, raises);
      texts = known;
    }
    return known;
  }

  /** Stops lending connections, and cuts off those that are lent. The source stays open. */
  @Override
  public void close() {
    closed = true;
    lent.forEach(Database::cut);
  }

  private static void cut(Connection connection) {
    try {
      connection.abort(Runnable::run);
    } catch (SQLException e) {
      LOG.log(Level.DEBUG, "a connection could not be cut off", e);
    }
  }

  /** The settings that a connection had before, which are restored when it returns. */
  private record ConnectionSettings(
      Connection connection, Dialect dialect, boolean autoCommit, int isolation, long lockTimeout)
      implements AutoCloseable {

    static ConnectionSettings of(Connection connection, Sql.StatementTexts texts)
        throws SQLException {
      Dialect dialect = Objects.requireNonNull(texts.dialect());
      boolean auto = connection.getAutoCommit();
      // PostgreSQL would have to be queried; its settings are sent with the first statement
      // instead.
      return dialect == Dialect.H2
          ? new ConnectionSettings(
              connection, dialect, auto, connection.getTransactionIsolation(), waits(connection))
          : new ConnectionSettings(
              connection, dialect, auto, Connection.TRANSACTION_READ_COMMITTED, 0);
    }

    private static long waits(Connection connection) throws SQLException {
      try (var statement = connection.createStatement();
          var row = statement.executeQuery("CALL LOCK_TIMEOUT()")) {
        row.next();
        return row.getLong(1);
      }
    }

    void begin(Duration limit) throws SQLException {
      if (dialect.hasOwnBegin()) {
        connection.setAutoCommit(true);
        execute("BEGIN IMMEDIATE", limit);
        return;
      }
      lockTimeout(LOCK_TIMEOUT.toMillis());
      isolation(Connection.TRANSACTION_READ_COMMITTED);
      if (!dialect.beforeBegin().isEmpty()) {
        execute(dialect.beforeBegin(), limit);
      }
      connection.setAutoCommit(false);
    }

    void commit() throws SQLException {
      if (dialect.hasOwnBegin()) {
        execute("COMMIT", ANSWER_TIMEOUT);
      } else {
        connection.commit();
      }
    }

    void rollback() throws SQLException {
      if (dialect.hasOwnBegin()) {
        execute("ROLLBACK", ANSWER_TIMEOUT);
      } else {
        connection.rollback();
      }
    }

    private void execute(String text, Duration limit) throws SQLException {
      try (var statement = connection.createStatement()) {
        if (dialect.limitsByDriver()) {
          statement.setQueryTimeout((int) Math.max(1, limit.toSeconds()));
        }
        statement.execute(text);
      }
    }

    @Override
    public void close() {
      try {
        if (!connection.isClosed()) {
          connection.setAutoCommit(autoCommit);
          isolation(isolation);
          lockTimeout(lockTimeout);
        }
      } catch (SQLException e) {
        // No other caller may get the connection in this state.
        cut(connection);
      }
    }

    private void isolation(int level) throws SQLException {
      if (isolation != Connection.TRANSACTION_READ_COMMITTED) {
        connection.setTransactionIsolation(level);
      }
    }

    private void lockTimeout(long millis) throws SQLException {
      if (lockTimeout > LOCK_TIMEOUT.toMillis()) {
        try (var statement = connection.createStatement()) {
          statement.execute("SET LOCK_TIMEOUT " + millis);
        }
      }
    }
  }
}
