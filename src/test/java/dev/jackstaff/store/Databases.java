package dev.jackstaff.store;

import static org.junit.jupiter.api.Assumptions.assumeFalse;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.jackstaff.Await;
import dev.jackstaff.internal.jdbc.Dialect;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;

/** Fresh databases: H2 in memory, and one PostgreSQL for all tests of a JVM. */
public final class Databases {
  private static final AtomicInteger COUNT = new AtomicInteger();

  private Databases() {}

  /** Stops and deletes its files when the JVM ends, which the build therefore gives time. */
  private static final class Server {
    static final EmbeddedPostgres POSTGRES = start();

    private static EmbeddedPostgres start() {
      try {
        // Nothing here outlives the server, and a busy disk would make it slow.
        return EmbeddedPostgres.builder()
            .setServerConfig("fsync", "off")
            .setServerConfig("full_page_writes", "off")
            .start();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  public static DataSource h2() {
    JdbcDataSource source = new JdbcDataSource();
    source.setURL("jdbc:h2:mem:test" + COUNT.incrementAndGet() + ";DB_CLOSE_DELAY=-1");
    return source;
  }

  /** A new database of its own. */
  public static PGSimpleDataSource postgres() {
    String name = "test" + COUNT.incrementAndGet();
    run(Server.POSTGRES.getPostgresDatabase(), "CREATE DATABASE " + name);
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setURL(Server.POSTGRES.getJdbcUrl("postgres", name));
    source.setUser("postgres");
    source.setConnectTimeout(2);
    return source;
  }

  /** One MariaDB for all tests of a JVM, which ends with it. */
  private static final class MariaDbServer {
    static final OwnMariaDb SERVER = start();

    private static OwnMariaDb start() {
      try {
        Path directory = Files.createTempDirectory("jackstaff-mariadb");
        OwnMariaDb server =
            new OwnMariaDb(
                directory, "--innodb-flush-log-at-trx-commit=0", "--default-time-zone=+05:30");
        Runtime.getRuntime().addShutdownHook(new Thread(() -> end(server, directory)));
        return server;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private static void end(OwnMariaDb server, Path directory) {
      server.close();
      delete(directory);
    }
  }

  /** A new database of its own; skips the test where no server is wanted or installed. */
  public static DataSource mariaDb(OwnMariaDb.Driver driver) {
    assumeFalse("false".equals(System.getProperty("jackstaff.all")), "only with -Pall");
    return MariaDbServer.SERVER.database(driver);
  }

  /** A file in a directory that ends with the JVM. */
  public static DataSource sqlite() {
    try {
      Path directory = Files.createTempDirectory("jackstaff-sqlite");
      Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(directory)));
      return sqlite(directory);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void delete(Path directory) {
    try {
      Installed.delete(directory);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The file of a directory, in which any number of processes may open it. */
  public static DataSource sqlite(Path directory) {
    return UrlSource.of("jdbc:sqlite:" + directory.resolve("flags.sqlite"));
  }

  /** A server that is not there. */
  static DataSource away() {
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setURL("jdbc:postgresql://127.0.0.1:1/nowhere");
    source.setConnectTimeout(1);
    return source;
  }

  public static HikariDataSource pool(DataSource source) {
    HikariConfig config = new HikariConfig();
    config.setDataSource(source);
    config.setMaximumPoolSize(3);
    config.setConnectionTimeout(1000);
    // A first connection takes longer than that on a busy machine, and is tried again.
    config.setInitializationFailTimeout(Await.LONG.toMillis());
    return new HikariDataSource(config);
  }

  /** Runs statements, which are written as PostgreSQL and H2 understand them. */
  public static void run(DataSource source, String... statements) {
    try (Connection connection = source.getConnection();
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(Dialect.of(connection).text(sql));
      }
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  public static int count(DataSource source, String query) {
    String number = text(source, query);
    return number == null ? 0 : new BigDecimal(number).intValue();
  }

  /** Returns the first column of the first row of a query. */
  public static @Nullable String text(DataSource source, String query) {
    try (Connection connection = source.getConnection();
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(query)) {
      result.next();
      return result.getString(1);
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }
}
