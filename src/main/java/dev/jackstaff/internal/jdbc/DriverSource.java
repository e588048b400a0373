package dev.jackstaff.internal.jdbc;

import java.sql.Connection;
import java.sql.Driver;
import java.sql.SQLException;
import java.util.Properties;
import java.util.ServiceLoader;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Connections to a URL, a new one each time; enough for a store, which needs few. An embedded
 * database stays open until this is closed. Thread-safe.
 */
public final class DriverSource implements Connector, AutoCloseable {
  private final String url;
  private final Driver driver;
  private final Properties properties = new Properties();
  private final AtomicReference<@Nullable Connection> keeper = new AtomicReference<>();

  /**
   * Finds the driver.
   *
   * @param url where the database is
   * @throws IllegalArgumentException if it is another database than those that are supported, or no
   *     driver takes it
   */
  public DriverSource(String url) {
    JdbcUrl.requireSupported(url);
    this.url = url;
    this.driver = driver(url);
    if (url.startsWith("jdbc:postgresql:")) {
      // What the URL says of these wins.
      properties.setProperty("connectTimeout", "5");
      properties.setProperty("socketTimeout", "10");
      properties.setProperty("tcpKeepAlive", "true");
      properties.setProperty("ApplicationName", "jackstaff");
      // A named statement would stay on a pooler's connection, where the next one has its name.
      properties.setProperty("prepareThreshold", "0");
    }
  }

  /** Not by DriverManager, which does not know the drivers inside a web application. */
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
    return open();
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

  /** Drivers repeat the URL, and a log shows what a cause says. */
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
    Connection last = keeper.getAndSet(null);
    try {
      if (last != null) {
        last.close();
      }
    } catch (SQLException e) {
      throw new IllegalStateException(
          "the database cannot be closed: " + SqlStates.reason(e), withoutSecrets(e));
    }
  }
}
