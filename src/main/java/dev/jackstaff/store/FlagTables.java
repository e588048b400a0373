package dev.jackstaff.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;

/**
 * The tables in one database. Statements are written with the usual names, and {@code :json} for a
 * parameter of JSON. Thread-safe.
 */
final class FlagTables {
  /** H2 does not bear it that two connections of a process make the same table at once. */
  private static final ReentrantLock MAKING = new ReentrantLock();

  private static final int TRIES = 3;

  private final Dialect dialect;
  private final UnaryOperator<String> names;
  private final Map<String, String> statements = new ConcurrentHashMap<>();

  private FlagTables(Dialect dialect, UnaryOperator<String> names) {
    this.dialect = dialect;
    this.names = names;
  }

  /** The tables where a connection leads to, made or completed if that is asked for. */
  static FlagTables in(Connection connection, TableNames names, boolean create)
      throws SQLException {
    FlagTables tables = new FlagTables(Dialect.of(connection), names.in(connection));
    if (create) {
      MAKING.lock();
      try {
        tables.create(connection, names, TRIES);
      } finally {
        MAKING.unlock();
      }
    }
    return tables;
  }

  Dialect dialect() {
    return dialect;
  }

  PreparedStatement prepare(Connection connection, String usual) throws SQLException {
    return connection.prepareStatement(statements.computeIfAbsent(usual, this::real));
  }

  private String real(String usual) {
    return names.apply(usual.replace(":json", dialect.json()));
  }

  private void create(Connection connection, TableNames names, int tries) throws SQLException {
    try {
      if (!names.areThere(connection)) {
        create(connection);
      }
    } catch (SQLException e) {
      // Another process may have been quicker.
      if (tries == 1) {
        throw e;
      }
      create(connection, names, tries - 1);
    }
  }

  private void create(Connection connection) throws SQLException {
    String script = names.apply(read(dialect.script()));
    connection.setAutoCommit(false);
    try (Statement statement = connection.createStatement()) {
      statement.execute(dialect.exclusively());
      statement.execute(script);
      connection.commit();
    } catch (SQLException e) {
      connection.rollback();
      throw e;
    } finally {
      connection.setAutoCommit(true);
    }
  }

  private static String read(String script) {
    String name = "/dev/jackstaff/schema/" + script;
    try (InputStream in = FlagTables.class.getResourceAsStream(name)) {
      return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
