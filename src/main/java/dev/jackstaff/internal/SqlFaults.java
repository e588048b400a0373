package dev.jackstaff.internal;

import java.sql.SQLException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a database means by a refusal. */
public final class SqlFaults {
  /** PostgreSQL: no right to it, a read-only transaction. H2: no right to it, a read-only file. */
  private static final Set<String> FORBIDDEN = Set.of("42501", "25006", "90096", "90097");

  /** PostgreSQL and H2, whose codes for it depend on what else is there. */
  private static final Set<String> MISSING = Set.of("42P01", "42S02", "42S03", "42S04");

  private SqlFaults() {}

  /**
   * {@return whether who asked may not do this, and will not be allowed to a second later}
   *
   * @param fault what was thrown; its causes are looked at as well
   */
  public static boolean isForbidden(@Nullable Throwable fault) {
    return is(fault, FORBIDDEN);
  }

  /**
   * {@return whether the table is not there}
   *
   * @param fault what was thrown; its causes are looked at as well
   */
  public static boolean isMissingTable(@Nullable Throwable fault) {
    return is(fault, MISSING);
  }

  private static boolean is(@Nullable Throwable fault, Set<String> states) {
    for (Throwable each = fault; each != null; each = each.getCause()) {
      if (each instanceof SQLException sql && states.contains(String.valueOf(sql.getSQLState()))) {
        return true;
      }
    }
    return false;
  }
}
