package dev.jackstaff.internal.jdbc;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/**
 * A script that creates missing tables, once for all nodes. Immutable.
 *
 * @param suffix the end of the script's name: {@code -experiments} for {@code
 *     postgresql-experiments.sql}
 * @param last the usual names of the tables that the script creates last, in this version and in
 *     earlier ones; if they exist, nothing is done
 */
public record Schema(String suffix, List<String> last) {
  /**
   * Held while tables are created: H2 fails if two connections of a process create the same table
   * at once.
   */
  private static final ReentrantLock CREATING = new ReentrantLock();

  private static final int MAX_ATTEMPTS = 3;

  private static final String VERSION = "feature_flags_version";

  private static final Pattern COMMENTS = Pattern.compile("(?m)^ *-- .*\\n");
  private static final Pattern END = Pattern.compile(";\\s*\\n");

  /** The triggers, and the update of the version that says that they are there. */
  private static final Pattern NEEDS_TRIGGERS = Pattern.compile("\\s*(CREATE TRIGGER|UPDATE) ");

  /**
   * Copies the list.
   *
   * @param suffix as above
   * @param last as above
   */
  public Schema {
    last = List.copyOf(last);
  }

  /** Creates the missing tables, in a transaction of its own. */
  void create(Connection connection, Dialect dialect, TableNames names, UnaryOperator<String> real)
      throws SQLException {
    CREATING.lock();
    try {
      String script =
          real.apply(SqlFile.text("/dev/jackstaff/schema/" + dialect.script() + suffix + ".sql"));
      create(connection, dialect, names, script, MAX_ATTEMPTS);
    } finally {
      CREATING.unlock();
    }
  }

  private void create(
      Connection connection, Dialect dialect, TableNames names, String script, int attempts)
      throws SQLException {
    try {
      if (!names.areThere(connection, dialect, last)) {
        run(connection, dialect, script);
      }
    } catch (SQLException e) {
      // Another process may have created them first.
      if (attempts == 1 || SqlStates.isLocked(e)) {
        throw e;
      }
      create(connection, dialect, names, script, attempts - 1);
    }
  }

  private static void run(Connection connection, Dialect dialect, String script)
      throws SQLException {
    if (dialect.splitsScript()) {
      runEach(connection, script);
      return;
    }
    boolean before = connection.getAutoCommit();
    connection.setAutoCommit(false);
    try (Statement statement = connection.createStatement()) {
      statement.execute(
          dialect.begin(Database.LOCK_TIMEOUT, Database.ANSWER_TIMEOUT) + dialect.exclusively());
      statement.execute(script);
      connection.commit();
    } catch (SQLException e) {
      connection.rollback();
      throw e;
    } finally {
      connection.setAutoCommit(before);
    }
  }

  /** Runs a script whose statements end at the end of a line. */
  private static void runEach(Connection connection, String script) throws SQLException {
    boolean before = connection.getAutoCommit();
    connection.setAutoCommit(true);
    try (Statement statement = connection.createStatement()) {
      boolean triggers = true;
      for (String each : END.split(COMMENTS.matcher(script).replaceAll(""), -1)) {
        boolean needsTriggers = NEEDS_TRIGGERS.matcher(each).lookingAt();
        if (!each.isBlank() && (triggers || !needsTriggers)) {
          triggers &= run(statement, each, needsTriggers);
        }
      }
    } finally {
      connection.setAutoCommit(before);
    }
  }

  /**
   * Runs one statement; returns false if triggers may not be created. The version then remains 0,
   * and the rows are compared instead.
   */
  private static boolean run(Statement statement, String text, boolean needsTriggers)
      throws SQLException {
    try {
      statement.execute(text);
      return true;
    } catch (SQLException e) {
      boolean forbidden = needsTriggers && SqlStates.isForbidden(e);
      if (!forbidden && !SqlStates.isDuplicateColumn(e)) {
        throw e;
      }
      return !forbidden;
    }
  }

  /**
   * Returns true if every change raises the version. Where triggers may be missing, the script sets
   * it to 1 when it has created them.
   */
  boolean raisesVersion(Connection connection, Dialect dialect, UnaryOperator<String> real)
      throws SQLException {
    if (!dialect.splitsScript() || !last.contains(VERSION)) {
      return dialect == Dialect.POSTGRESQL;
    }
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(real.apply("SELECT version FROM " + VERSION))) {
      return row.next() && row.getLong(1) > 0;
    }
  }
}
