package dev.jackstaff.internal.jdbc;

import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The names of the tables in one database. Statements and scripts are written with the usual names,
 * such as {@code feature_flags} and {@code feature_flag_history}; the real ones, quoted, take their
 * place. Immutable.
 */
public final class TableNames {
  /** The usual name of the table of flags. */
  public static final String DEFAULT_TABLE = "feature_flags";

  /**
   * The maximum length of a name. PostgreSQL cuts names at 63 bytes, and the other tables' names
   * are longer.
   */
  private static final int MAX_NAME_LENGTH = 50;

  /** A usual name in a text. A name in single quotes is a value, and stays one. */
  private static final Pattern DEFAULT_NAMES =
      Pattern.compile("'?\\bfeature_flag(s|s?_[a-z_]+)\\b'?");

  private final @Nullable String schema;
  private final String table;

  /**
   * Checks nothing; see {@link #checked}.
   *
   * @param schema the schema that the tables are in, or null for the connection's own
   * @param table the real name of the table of flags
   */
  public TableNames(@Nullable String schema, String table) {
    this.schema = schema;
    this.table = table;
  }

  /**
   * {@return a name that no database cuts, since two names that are cut could become one}
   *
   * @param option the option that sets the name, for the message
   * @param name the name
   * @throws IllegalArgumentException if it is blank, too long, or has control characters
   */
  public static String checked(String option, String name) {
    boolean control = name.chars().anyMatch(c -> c < ' ');
    if (name.isBlank() || name.length() > MAX_NAME_LENGTH || control) {
      throw new IllegalArgumentException(
          option + " must have 1 to " + MAX_NAME_LENGTH + " characters, was " + name);
    }
    return name;
  }

  /** {@return the real name of the table of flags, which is also the channel of its notices} */
  public String table() {
    return table;
  }

  /**
   * Returns a function that replaces the usual names in a text with the real ones, as this database
   * quotes them.
   */
  UnaryOperator<String> in(Connection connection) throws SQLException {
    boolean upper = connection.getMetaData().storesUpperCaseIdentifiers();
    String quote = connection.getMetaData().getIdentifierQuoteString();
    return text ->
        DEFAULT_NAMES
            .matcher(text)
            .replaceAll(found -> Matcher.quoteReplacement(name(found.group(), upper, quote)));
  }

  private String name(String usual, boolean upper, String quote) {
    if (usual.startsWith("'")) {
      return "'" + real(usual.substring(1, usual.length() - 1)).replace("'", "''") + "'";
    }
    // A trigger is in the schema of its table.
    String inside = usual.endsWith("_notify") ? null : schema;
    return quoted(inside, real(usual), upper, quote);
  }

  private String real(String usual) {
    return usual.startsWith(DEFAULT_TABLE)
        ? table + usual.substring(DEFAULT_TABLE.length())
        : stem(table) + usual.substring(DEFAULT_TABLE.length() - 1);
  }

  /**
   * {@return the beginning of the names of further tables}
   *
   * @param table the real name of the table of flags
   */
  public static String stem(String table) {
    return table.endsWith("s") ? table.substring(0, table.length() - 1) : table;
  }

  /**
   * {@return a name for a statement, in quotes, with its schema if there is one}
   *
   * @param schema the schema, or null for the connection's own
   * @param name the name
   * @param upper whether the database turns names without quotes into upper case
   * @param quote the database's quotation mark for names
   */
  static String quoted(@Nullable String schema, String name, boolean upper, String quote) {
    String own = quote + stored(name, upper).replace(quote, quote + quote) + quote;
    return schema == null ? own : quoted(null, schema, upper, quote) + "." + own;
  }

  /**
   * {@return a name as the database stores it; one in lower case has the same meaning as without
   * quotes}
   *
   * @param name the name
   * @param upper whether the database turns names without quotes into upper case
   */
  public static String stored(String name, boolean upper) {
    boolean plain = name.equals(name.toLowerCase(Locale.ROOT));
    return upper && plain ? name.toUpperCase(Locale.ROOT) : name;
  }

  /** Returns true if all given tables exist; they are given by their usual names. */
  boolean areThere(Connection connection, Dialect dialect, Collection<String> usual)
      throws SQLException {
    boolean upper = connection.getMetaData().storesUpperCaseIdentifiers();
    Set<String> wanted = new HashSet<>();
    usual.forEach(name -> wanted.add(stored(real(name), upper)));
    DatabaseMetaData meta = connection.getMetaData();
    // MySQL's databases are catalogs, and the other databases' schemas are schemas.
    boolean catalogs = dialect == Dialect.MYSQL;
    String own = catalogs ? connection.getCatalog() : connection.getSchema();
    String inside = schema == null ? own : stored(schema, upper);
    try (ResultSet tables =
        meta.getTables(catalogs ? inside : null, catalogs ? null : inside, "%", null)) {
      while (tables.next()) {
        wanted.remove(tables.getString("TABLE_NAME"));
      }
    }
    return wanted.isEmpty();
  }
}
