package dev.jackstaff.internal.jdbc;

import java.sql.Connection;
import java.sql.Driver;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Properties;
import java.util.ServiceLoader;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A source of connections to a URL that keeps one idle connection for the next caller, and opens
 * another one if several are needed at once; that is enough for a store. An embedded database stays
 * open until this source is closed. Thread-safe.
 */
public final class DriverSource implements Connector, AutoCloseable {
  private final String url;
  private final Driver driver;
  private final Properties properties = new Properties();
  private final AtomicReference<@Nullable Connection> keeper = new AtomicReference<>();
  private final AtomicReference<@Nullable IdleConnection> idle = new AtomicReference<>();
  private volatile boolean closed;

  /**
   * Finds the driver.
   *
   * @param url the URL of the database
   * @throws IllegalArgumentException if it is not a supported database, or no driver accepts it
   */
  public DriverSource(String url) {
    JdbcUrl.requireSupported(url);
    this.url = url;
    this.driver = driver(url);
    if (url.startsWith("jdbc:postgresql:")) {
      // The URL's own settings take precedence over these.
      properties.setProperty("connectTimeout", "5");
      properties.setProperty("socketTimeout", "10");
      properties.setProperty("tcpKeepAlive", "true");
      properties.setProperty("ApplicationName", "jackstaff");
      // A named statement would remain on a pooler's connection, where the next client uses the
      // same name.
      properties.setProperty("prepareThreshold", "0");
    } else if (url.startsWith("jdbc:mariadb:") || url.startsWith("jdbc:mysql:")) {
      properties.setProperty("connectTimeout", "5000");
      properties.setProperty("socketTimeout", "10000");
    }
  }

  /**
   * Finds the driver without DriverManager, which does not know the drivers inside a web
   * application.
   */
  private static Driver driver(String url) {
    ClassLoader context = Thread.currentThread().getContextClassLoader();
    for (ClassLoader loader : new ClassLoader[] {context, DriverSource.class.getClassLoader()}) {
      for (Driver driver : ServiceLoader.load(Driver.class, loader)) {
        if (accepts(driver, url)) {
          return driver;
        }
      }
    }
    throw new IllegalArgumentException(
        "no driver on the class path takes " + JdbcUrl.start(url) + ":…");
  }

  private static boolean accepts(Driver driver, String url) {
    try {
      return driver.acceptsURL(url);
    } catch (SQLException e) {
      throw new IllegalArgumentException(JdbcUrl.withoutSecretsIn(String.valueOf(e.getMessage())));
    }
  }

  @Override
  public Connection connect() throws SQLException {
    if (keeper.get() == null && url.startsWith("jdbc:h2:")) {
      Connection first = open();
      if (!keeper.compareAndSet(null, first)) {
        first.close();
      }
    }
    IdleConnection kept = idle.getAndSet(null);
    return kept == null || !kept.isUsable() ? lend(open(), System.nanoTime()) : lend(kept);
  }

  private Connection lend(IdleConnection kept) {
    return lend(kept.connection(), kept.opened());
  }

  private Connection lend(Connection connection, long opened) {
    return LentConnection.of(
        connection,
        back -> giveBack(new IdleConnection(connection, opened, System.nanoTime()), back));
  }

  /** Keeps a connection, or closes it if one is kept already or this source is closed. */
  private void giveBack(IdleConnection back, boolean sound) throws SQLException {
    Connection connection = back.connection();
    boolean keep = sound && !closed && !connection.isClosed() && connection.getAutoCommit();
    if (!keep || !idle.compareAndSet(null, back) || (closed && idle.compareAndSet(back, null))) {
      connection.close();
    }
  }

  /**
   * A connection that waits for its next user.
   *
   * @param opened when it was opened, by {@link System#nanoTime}
   * @param since when it was given back
   */
  private record IdleConnection(Connection connection, long opened, long since) {
    /** The time for which a connection is used without asking the server whether it works. */
    private static final long TRUST_NANOS = 500_000_000L;

    /** The time after which a connection is made anew, since the server may have moved. */
    private static final long MAX_AGE_NANOS = Duration.ofMinutes(30).toNanos();

    private static final int ANSWER_SECONDS = 2;

    /** Returns whether the connection works; if not, closes it. */
    boolean isUsable() throws SQLException {
      long now = System.nanoTime();
      boolean usable =
          now - opened < MAX_AGE_NANOS
              && (now - since < TRUST_NANOS || connection.isValid(ANSWER_SECONDS));
      if (!usable) {
        connection.close();
      }
      return usable;
    }
  }

  private Connection open() throws SQLException {
    Properties own = new Properties();
    own.putAll(properties);
    try {
      Connection connection = driver.connect(url, own);
      if (connection == null) {
        throw new SQLException("the driver does not take the URL");
      }
      return connection;
    } catch (SQLException e) {
      throw withoutSecrets(e);
    }
  }

  /**
   * Returns an exception without the secrets that drivers repeat from the URL and that a log would
   * show.
   */
  private SQLException withoutSecrets(SQLException e) {
    String message = String.valueOf(e.getMessage()).replace(url, JdbcUrl.withoutSecrets(url));
    String shown = JdbcUrl.withoutSecretsIn(message);
    if (shown.equals(e.getMessage())) {
      return e;
    }
    SQLException clean = new SQLException(shown, e.getSQLState(), e.getErrorCode());
    clean.setStackTrace(e.getStackTrace());
    return clean;
  }

  @Override
  public void close() {
    closed = true;
    IdleConnection kept = idle.getAndSet(null);
    Connection last = keeper.getAndSet(null);
    try {
      if (kept != null) {
        kept.connection().close();
      }
      if (last != null) {
        last.close();
      }
    } catch (SQLException e) {
      throw new IllegalStateException(
          "the database cannot be closed: " + SqlStates.reason(e), withoutSecrets(e));
    }
  }
}
