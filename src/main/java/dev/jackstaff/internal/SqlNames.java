package dev.jackstaff.internal;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Names of tables as users give them, and as databases keep them. */
public final class SqlNames {
  private SqlNames() {}

  /**
   * {@return a name that no database cuts; two that are cut could become one}
   *
   * @param option what it is the name of
   * @param name the name
   * @throws IllegalArgumentException if it is not right
   */
  public static String checked(String option, String name) {
    if (name.isBlank() || name.length() > 50 || name.chars().anyMatch(c -> c < ' ')) {
      throw new IllegalArgumentException(option + " must have 1 to 50 characters, was " + name);
    }
    return name;
  }

  /**
   * {@return with what the names of further tables begin}
   *
   * @param table the table of flags
   */
  public static String stem(String table) {
    return table.endsWith("s") ? table.substring(0, table.length() - 1) : table;
  }

  /**
   * {@return a name as the database keeps it; one in lower case means what it means without quotes}
   *
   * @param name the name
   * @param upper whether the database turns names without quotes into upper case
   */
  public static String stored(String name, boolean upper) {
    boolean plain = name.equals(name.toLowerCase(Locale.ROOT));
    return upper && plain ? name.toUpperCase(Locale.ROOT) : name;
  }

  /**
   * {@return a name for a statement, in quotes, with its schema if there is one}
   *
   * @param schema the schema, or null for the connection's own
   * @param name the name
   * @param upper whether the database turns names without quotes into upper case
   */
  public static String quoted(@Nullable String schema, String name, boolean upper) {
    String own = '"' + stored(name, upper).replace("\"", "\"\"") + '"';
    return schema == null ? own : quoted(null, schema, upper) + "." + own;
  }
}
