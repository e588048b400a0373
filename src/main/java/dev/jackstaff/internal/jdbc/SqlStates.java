package dev.jackstaff.internal.jdbc;

import java.sql.SQLException;
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

  /** Serialization failure, deadlock, and H2's concurrent update. */
  private static final Set<String> PASSING = Set.of("40001", "40P01", "90131");

  /** PostgreSQL's lock_timeout and H2's. */
  private static final Set<String> LOCKED = Set.of("55P03", "HYT00");

  /** PostgreSQL's statement_timeout, which also ends a long wait for a lock. */
  private static final Set<String> SLOW = Set.of("57014");

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
                || state.equals("P0001"));
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
      if (each instanceof SQLException sql && states.test(String.valueOf(sql.getSQLState()))) {
        return true;
      }
    }
    return false;
  }
}
