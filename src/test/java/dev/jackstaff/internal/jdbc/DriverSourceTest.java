package dev.jackstaff.internal.jdbc;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The connection that a source keeps; H2 keeps variables for each. */
final class DriverSourceTest {
  private final DriverSource source = new DriverSource("jdbc:h2:mem:kept");

  @AfterEach
  void close() {
    source.close();
  }

  private static void mark(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("SET @mark = 1");
    }
  }

  private static boolean isMarked(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("CALL @mark")) {
      row.next();
      return row.getInt(1) == 1;
    }
  }

  private boolean lendsMarked() throws SQLException {
    try (Connection connection = source.connect()) {
      return isMarked(connection);
    }
  }

  @Test
  void connectionThatWasGivenBack_isLentAgain() throws SQLException {
    Connection first = source.connect();
    mark(first);
    first.close();
    first.close();
    assertTrue(first.isClosed());
    assertThrows(SQLException.class, first::createStatement);
    try (Connection again = source.connect();
        Connection beside = source.connect()) {
      assertTrue(isMarked(again));
      assertFalse(isMarked(beside));
      assertFalse(again.isClosed());
    }
  }

  @Test
  void connectionThatFailed_isNotLentAgain() throws SQLException {
    Connection rolledBack = source.connect();
    mark(rolledBack);
    rolledBack.setAutoCommit(false);
    rolledBack.rollback();
    rolledBack.setAutoCommit(true);
    rolledBack.close();
    assertFalse(lendsMarked(), "rolled back");
    Connection inTransaction = source.connect();
    mark(inTransaction);
    inTransaction.setAutoCommit(false);
    inTransaction.close();
    assertFalse(lendsMarked(), "in a transaction");
    Connection aborted = source.connect();
    mark(aborted);
    aborted.abort(Runnable::run);
    aborted.close();
    assertFalse(lendsMarked(), "aborted");
  }

  @Test
  void closedSource_keepsNothing() throws SQLException {
    Connection lent = source.connect();
    source.connect().close();
    Connection inner = lent.unwrap(Connection.class);
    source.close();
    lent.close();
    assertTrue(inner.isClosed());
  }
}
