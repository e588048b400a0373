package dev.jackstaff.internal.jdbc;

import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The single table of the meanings of a database's refusals. All methods examine the causes as
 * well. Stateless and thread-safe.
 */
public final class SqlStates {
  /**
   * PostgreSQL: missing privilege, read-only transaction. H2: missing privilege, read-only file.
   */
  private static final Set<String> FORBIDDEN = Set.of("42501", "25006", "90096", "90097");

  /**
   * The states for a missing table of PostgreSQL and H2; H2's depend on which other tables exist.
   */
  private static final Set<String> MISSING = Set.of("42P01", "42S02", "42S03", "42S04");

  private static final Set<String> DUPLICATE = Set.of("23505");

  private static final Set<String> DUPLICATE_COLUMN = Set.of("42701", "42S21");

  /** Serialization failure, deadlock, and H2's concurrent update. */
  private static final Set<String> PASSING = Set.of("40001", "40P01", "90131");

  /** PostgreSQL's lock_timeout and H2's. */
  private static final Set<String> LOCKED = Set.of("55P03", "HYT00");

  /** PostgreSQL's statement_timeout, which also ends a long wait for a lock. */
  private static final Set<String> SLOW = Set.of("57014");

  /**
   * The states for the error numbers of MySQL, MariaDB and SQLite, whose own states say less or
   * nothing. MySQL's numbers have four digits and SQLite's up to four, and none is a number of
   * PostgreSQL or H2.
   */
  private static final Map<Integer, String> NUMBERS =
      numbers(
          // MySQL and MariaDB: access denied to a database, table, column, procedure or trigger.
          entry("42501", 1044, 1045, 1142, 1143, 1227, 1370, 1419, 1698),
          entry("25006", 1290, 1792, 1836, 4006),
          entry("42P01", 1146),
          entry("23505", 1062),
          entry("42701", 1060),
          entry("55P03", 1205, 1969, 3024, 3572),
          // Not null, foreign keys, checks.
          entry("23514", 1048, 1216, 1217, 1364, 1451, 1452, 3819, 4025),
          // A wrong value for a type or a character set.
          entry("22000", 1264, 1265, 1292, 1366, 1406, 3140),
          // A row, a packet or a key that is too large.
          entry("54000", 1071, 1118, 1153),
          entry("53100", 1021, 1114, 3675),
          // SQLite: primary and extended numbers; 1 is any wrong statement.
          entry("42000", 1),
          entry("42501", 3, 23),
          entry("25006", 8, 264, 520, 776, 1032, 1288, 1544),
          entry("23505", 1555, 2067),
          entry("23514", 19, 275, 787, 1299, 1811),
          entry("55P03", 5, 6, 261),
          entry("40001", 262, 517),
          entry("54000", 18),
          entry("53100", 13));

  private static Map.Entry<String, Set<Integer>> entry(String state, Integer... numbers) {
    return Map.entry(state, Set.of(numbers));
  }

  @SafeVarargs
  private static Map<Integer, String> numbers(Map.Entry<String, Set<Integer>>... entries) {
    Map<Integer, String> all = new HashMap<>();
    for (Map.Entry<String, Set<Integer>> entry : entries) {
      entry.getValue().forEach(number -> all.put(number, entry.getKey()));
    }
    return Map.copyOf(all);
  }

  private SqlStates() {}

  /**
   * {@return whether the database user may not do this, so that a retry is pointless}
   *
   * @param fault what was thrown, or null
   */
  public static boolean isForbidden(@Nullable Throwable fault) {
    return has(fault, FORBIDDEN::contains);
  }

  /**
   * {@return whether the table does not exist}
   *
   * @param fault what was thrown, or null
   */
  public static boolean isMissingTable(@Nullable Throwable fault) {
    return has(fault, MISSING::contains);
  }

  /**
   * Returns true if a table has a column already that was to be added.
   *
   * @param fault what was thrown, or null
   */
  static boolean isDuplicateColumn(@Nullable Throwable fault) {
    return has(fault, DUPLICATE_COLUMN::contains);
  }

  /**
   * {@return whether a row with the same key exists already}
   *
   * @param fault what was thrown, or null
   */
  public static boolean isDuplicate(@Nullable Throwable fault) {
    return has(fault, DUPLICATE::contains);
  }

  /**
   * {@return whether two transactions were in each other's way, so that the same one may succeed
   * when it is tried again after a pause}
   *
   * @param fault what was thrown, or null
   */
  public static boolean isPassing(@Nullable Throwable fault) {
    return has(fault, PASSING::contains);
  }

  /**
   * {@return whether another transaction held a lock for too long}
   *
   * @param fault what was thrown, or null
   */
  public static boolean isLocked(@Nullable Throwable fault) {
    return has(fault, LOCKED::contains);
  }

  /**
   * {@return whether a value is out of range, too long, or of another type}
   *
   * @param fault what was thrown, or null
   */
  public static boolean isDataException(@Nullable Throwable fault) {
    return has(fault, state -> state.startsWith("22"));
  }

  /**
   * {@return whether the database refuses this one value or row at every attempt, and accepts
   * others: a data exception, a violated constraint or check of a view, a row or an index entry
   * that is too large, or an exception that a trigger raised}
   *
   * @param fault what was thrown, or null
   */
  public static boolean isValueRefused(@Nullable Throwable fault) {
    return has(
        fault,
        state ->
            state.startsWith("21")
                || state.startsWith("22")
                || state.startsWith("44")
                || state.startsWith("54")
                || (state.startsWith("23") && !DUPLICATE.contains(state))
                || state.equals("P0001")
                || state.equals("45000"));
  }

  /**
   * {@return whether the database has answered and refused the statement itself, which excludes a
   * lost connection, a lock, a time limit, and a transaction that may be tried again}
   *
   * @param fault what was thrown, or null
   */
  public static boolean isStatementRefused(@Nullable Throwable fault) {
    return has(
        fault,
        state ->
            state.length() == 5
                && !state.startsWith("08")
                && !state.startsWith("57")
                && !state.startsWith("53")
                && !LOCKED.contains(state)
                && !PASSING.contains(state)
                && !state.equals("25006"));
  }

  /**
   * {@return the failure in one line for a status or a log, with its SQL state; without secrets,
   * and without the statement}
   *
   * @param fault what was thrown
   */
  public static String reason(Throwable fault) {
    String message = JdbcUrl.withoutSecretsIn(String.valueOf(fault.getMessage()));
    // H2 appends the whole statement to the message, and PostgreSQL a position in it.
    String line =
        message
            .replaceAll("(?s); SQL statement:.*", "")
            .replaceAll("\\s+Position: \\d+", "")
            .replaceAll("\\s+", " ")
            .strip();
    String state = fault instanceof SQLException sql ? sql.getSQLState() : null;
    if (isLocked(fault)) {
      line = "another transaction holds a lock: " + line;
    } else if (has(fault, SLOW::contains)) {
      line = "the statement took too long, or waited for a lock: " + line;
    }
    return state == null ? line : line + " (" + state + ")";
  }

  private static boolean has(@Nullable Throwable fault, Predicate<String> states) {
    for (Throwable each = fault; each != null; each = each.getCause()) {
      if (each instanceof SQLException sql && states.test(state(sql))) {
        return true;
      }
    }
    return false;
  }

  private static String state(SQLException fault) {
    String own = String.valueOf(fault.getSQLState());
    if (fault instanceof SQLTimeoutException) {
      // MySQL's drivers, which end a statement at their own time limit.
      return own.equals("57014") || own.startsWith("08") ? own : "55P03";
    }
    String message = String.valueOf(fault.getMessage());
    if (fault.getErrorCode() == 1 && message.contains("no such table")) {
      return "42P01";
    }
    if (fault.getErrorCode() == 1 && message.contains("duplicate column name")) {
      return "42701";
    }
    return NUMBERS.getOrDefault(fault.getErrorCode(), own);
  }
}
