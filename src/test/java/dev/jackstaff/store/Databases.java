package dev.jackstaff.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
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

  /** A server that is not there. */
  static DataSource away() {
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setURL("jdbc:postgresql://127.0.0.1:1/nowhere");
    source.setConnectTimeout(1);
    return source;
  }

  static HikariDataSource pool(DataSource source) {
    HikariConfig config = new HikariConfig();
    config.setDataSource(source);
    config.setMaximumPoolSize(3);
    config.setConnectionTimeout(1000);
    return new HikariDataSource(config);
  }

  public static void run(DataSource source, String... statements) {
    try (Connection connection = source.getConnection();
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
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
