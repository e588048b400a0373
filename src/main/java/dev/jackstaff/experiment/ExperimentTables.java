package dev.jackstaff.experiment;

import dev.jackstaff.internal.jdbc.Connector;
import dev.jackstaff.internal.jdbc.TableNames;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The tables of exposures in one database, PostgreSQL or H2. Statements are written with the usual
 * names. Thread-safe.
 */
final class ExperimentTables implements AutoCloseable {
  /** How long the database may be silent. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** An answer that is counted from all rows of an experiment takes its time. */
  private static final Duration COUNTING = Duration.ofMinutes(10);

  private static final Pattern NAMES = Pattern.compile("\\bfeature_flag(_[a-z]+)\\b");
  private static final String LAST = "_subjects";
  private static final Logger LOG = System.getLogger(DatabaseExposures.class.getName());

  /** H2 does not bear it that two connections of a process make the same table at once. */
  private static final ReentrantLock MAKING = new ReentrantLock();

  private final Connector source;
  private final @Nullable String schema;
  private final String stem;
  private final boolean create;

  /** That of the one count that runs, to be cut off at the end. */
  private final AtomicReference<@Nullable Connection> counting = new AtomicReference<>();

  private volatile @Nullable UnaryOperator<String> real;
  private volatile boolean postgres;

  ExperimentTables(Connector source, @Nullable String schema, String stem, boolean create) {
    this.source = source;
    this.schema = schema;
    this.stem = stem;
    this.create = create;
  }

  /** What is done with a connection. */
  interface Work<T> {
    T with(Connection connection) throws SQLException;
  }

  /** All or nothing. */
  <T> T transact(Work<T> work) throws SQLException {
    return transact(PATIENCE, work);
  }

  /** What reads all rows, by one thread at a time. */
  <T> T counting(Work<T> work) throws SQLException {
    return transact(
        COUNTING,
        connection -> {
          counting.set(connection);
          try {
            return work.with(connection);
          } finally {
            counting.set(null);
          }
        });
  }

  /** Nobody waits for a count any more. */
  @Override
  public void close() {
    Connection running = counting.getAndSet(null);
    if (running != null) {
      try {
        running.abort(Runnable::run);
      } catch (SQLException e) {
        LOG.log(Level.DEBUG, "a count could not be cut off", e);
      }
    }
  }

  private <T> T transact(Duration longest, Work<T> work) throws SQLException {
    try (Connection connection = source.connect()) {
      int patience = connection.getNetworkTimeout();
      boolean auto = connection.getAutoCommit();
      try {
        connection.setNetworkTimeout(Runnable::run, (int) longest.toMillis());
        prepare(connection);
        return committed(connection, work);
      } finally {
        if (!connection.isClosed()) {
          connection.setAutoCommit(auto);
          connection.setNetworkTimeout(Runnable::run, patience);
        }
      }
    }
  }

  private static <T> T committed(Connection connection, Work<T> work) throws SQLException {
    connection.setAutoCommit(false);
    try {
      T result = work.with(connection);
      connection.commit();
      return result;
    } catch (SQLException | RuntimeException | Error e) {
      undo(connection, e);
      throw e;
    }
  }

  private static void undo(Connection connection, Throwable cause) {
    try {
      connection.rollback();
    } catch (SQLException e) {
      cause.addSuppressed(e);
    }
  }

  /** A statement with the real names; known after the first transaction. */
  String sql(String usual) {
    return Objects.requireNonNull(real).apply(usual);
  }

  boolean isPostgres() {
    return postgres;
  }

  private void prepare(Connection connection) throws SQLException {
    if (real != null) {
      return;
    }
    String product = connection.getMetaData().getDatabaseProductName();
    if (!product.equals("PostgreSQL") && !product.equals("H2")) {
      throw new SQLException(product + " is not supported; PostgreSQL and H2 are");
    }
    postgres = product.equals("PostgreSQL");
    boolean upper = connection.getMetaData().storesUpperCaseIdentifiers();
    UnaryOperator<String> found =
        text ->
            NAMES
                .matcher(text)
                .replaceAll(
                    name ->
                        Matcher.quoteReplacement(
                            TableNames.quoted(schema, stem + name.group(1), upper)));
    if (create) {
      MAKING.lock();
      try {
        make(connection, found);
      } finally {
        MAKING.unlock();
      }
    }
    real = found;
  }

  private void make(Connection connection, UnaryOperator<String> found) throws SQLException {
    if (isThere(connection)) {
      return;
    }
    String script = found.apply(read(postgres ? "postgresql" : "h2"));
    committed(
        connection,
        it -> {
          try (Statement statement = it.createStatement()) {
            // Waits for others who make the tables; the number has no meaning.
            statement.execute(postgres ? "SELECT pg_advisory_xact_lock(5367022)" : "SELECT 1");
            return statement.execute(script);
          }
        });
  }

  /** Whether the table is there that the script makes last. */
  private boolean isThere(Connection connection) throws SQLException {
    boolean upper = connection.getMetaData().storesUpperCaseIdentifiers();
    String wanted = TableNames.stored(stem + LAST, upper);
    String inside = schema == null ? connection.getSchema() : TableNames.stored(schema, upper);
    try (ResultSet tables = connection.getMetaData().getTables(null, inside, "%", null)) {
      while (tables.next()) {
        if (wanted.equals(tables.getString("TABLE_NAME"))) {
          return true;
        }
      }
    }
    return false;
  }

  private static String read(String product) {
    return resource("/dev/jackstaff/schema/" + product + "-experiments.sql");
  }

  static String resource(String name) {
    try (InputStream in = ExperimentTables.class.getResourceAsStream(name)) {
      return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
