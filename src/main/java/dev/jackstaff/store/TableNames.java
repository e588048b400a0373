package dev.jackstaff.store;

import dev.jackstaff.internal.SqlNames;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What the tables are called. Statements and scripts are written with the usual names; the real
 * ones, quoted, take their place. Immutable.
 */
final class TableNames {
  static final String USUAL = "feature_flags";

  /** A name in single quotes is a value, and stays one. */
  private static final Pattern NAMES =
      Pattern.compile(
          "'?\\bfeature_flag(s_version|s_changed|s_notify|s|_segments|_history|_trials|_hits|_usage|_runs)\\b'?");

  private final @Nullable String schema;
  private final String table;

  TableNames(@Nullable String schema, String table) {
    this.schema = schema;
    this.table = table;
  }

  /** What the table of flags is called, and what who listens has to listen to. */
  String table() {
    return table;
  }

  /** Turns the usual names in a text into the real ones, as this database quotes them. */
  UnaryOperator<String> in(Connection connection) throws SQLException {
    boolean upper = connection.getMetaData().storesUpperCaseIdentifiers();
    return text ->
        NAMES
            .matcher(text)
            .replaceAll(found -> Matcher.quoteReplacement(name(found.group(), upper)));
  }

  private String name(String usual, boolean upper) {
    if (usual.startsWith("'")) {
      return "'" + real(usual.substring(1, usual.length() - 1)).replace("'", "''") + "'";
    }
    // A trigger lives where its table lives.
    String inside = usual.endsWith("_notify") ? null : schema;
    return SqlNames.quoted(inside, real(usual), upper);
  }

  private String real(String usual) {
    return usual.startsWith(USUAL)
        ? table + usual.substring(USUAL.length())
        : SqlNames.stem(table) + usual.substring(USUAL.length() - 1);
  }

  /** Whether the tables are there that a script makes last, in this version and in those before. */
  boolean areThere(Connection connection) throws SQLException {
    boolean upper = connection.getMetaData().storesUpperCaseIdentifiers();
    Set<String> wanted = new HashSet<>();
    wanted.add(SqlNames.stored(table + "_version", upper));
    wanted.add(SqlNames.stored(SqlNames.stem(table) + "_hits", upper));
    wanted.add(SqlNames.stored(SqlNames.stem(table) + "_runs", upper));
    String inside = schema == null ? connection.getSchema() : SqlNames.stored(schema, upper);
    try (ResultSet tables = connection.getMetaData().getTables(null, inside, "%", null)) {
      while (tables.next()) {
        wanted.remove(tables.getString("TABLE_NAME"));
      }
    }
    return wanted.isEmpty();
  }
}
