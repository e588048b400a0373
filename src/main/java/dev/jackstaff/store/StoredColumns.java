package dev.jackstaff.store;

import dev.jackstaff.internal.jdbc.Sql;
import dev.jackstaff.internal.jdbc.SqlStates;
import dev.jackstaff.internal.json.FlagColumns;
import dev.jackstaff.internal.json.FlagJson;
import dev.jackstaff.model.Condition;
import dev.jackstaff.model.Flag;
import dev.jackstaff.model.InvalidFlagsException;
import dev.jackstaff.model.InvalidFlagsException.Problem;
import dev.jackstaff.store.LenientFlagSet.Memory;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The columns of a table that may have been created by another program, with other types. A text
 * with the same meaning stays as it is written, and a value that a column cannot hold is refused.
 * Stateless.
 */
final class StoredColumns {
  private static final Logger LOG = System.getLogger(JdbcFlagStore.class.getName());

  private StoredColumns() {}

  /**
   * Returns the columns to write. Columns whose values mean the same as before keep the text that
   * another program has written.
   */
  static FlagColumns keeping(FlagColumns columns, Flag flag, @Nullable ParsedRow<Flag> over) {
    if (over == null) {
      return columns;
    }
    FlagColumns old = over.row().columns();
    Flag before = over.value();
    boolean metadata = before == null || before.about().metadata().equals(flag.about().metadata());
    boolean users = before != null && !flag.isKilled() && hasUsers(over.row(), flag);
    return new FlagColumns(
        columns.enabled(),
        columns.percentage(),
        users && old.users() != null ? old.users() : columns.users(),
        metadata && old.metadata() != null ? old.metadata() : columns.metadata(),
        columns.definition());
  }

  private static boolean hasUsers(TableRow row, Flag flag) {
    try {
      return List.copyOf(flag.users()).equals(row.columns().ids(row.name()));
    } catch (InvalidFlagsException e) {
      return false;
    }
  }

  /** Returns true if the columns of a row express its flag completely. */
  static boolean suffice(TableRow row, Flag flag, ColumnMirror projected) {
    FlagColumns columns = row.columns();
    boolean hidden = columns.percentage() == null && !columns.enabled() && isEmpty(row);
    try {
      return flag.schedule() == null
          && (!flag.isKilled() || hidden)
          && flag.equals(columns.flag(row.name(), Set.of()))
          && projected.changed(row.name(), columns).isEmpty();
    } catch (InvalidFlagsException e) {
      return false;
    }
  }

  private static boolean isEmpty(TableRow row) {
    return row.columns().ids(row.name()).isEmpty();
  }

  /** Returns the exception for a value that a column has refused. */
  static InvalidFlagsException refusal(String name, SQLException e) {
    return refusal(name, "", "a column cannot hold it: " + SqlStates.reason(e));
  }

  /** Returns the exception for a value that a column has changed, with the column's type. */
  static InvalidFlagsException refusal(Sql sql, Flag flag, FlagColumns sent, TableRow stored)
      throws SQLException {
    FlagColumns held = stored.columns();
    if (!Objects.equals(held.percentage(), sent.percentage())) {
      String value = sent.percentage() + " but would make it " + held.percentage();
      return refusal(sql, flag.name(), "/percentage", "rollout_percentage", value);
    }
    if (held.enabled() != sent.enabled()) {
      String value = sent.enabled() + " but would make it " + held.enabled();
      return refusal(sql, flag.name(), "/enabled", "enabled", value);
    }
    if (!hasUsers(stored, flag) && !flag.isKilled()) {
      return refusal(sql, flag.name(), "/users", "allowed_users", "these users");
    }
    Flag back = ParsedRow.flag(stored).value();
    if (back != null && !back.about().metadata().equals(flag.about().metadata())) {
      return refusal(sql, flag.name(), "/metadata", "metadata", "this metadata");
    }
    return refusal(sql, flag.name(), "", "definition", "this definition, whose order counts");
  }

  /** Returns the exception for a condition that a column has changed. */
  static InvalidFlagsException refusal(Sql sql, String segment) throws SQLException {
    String type = type(sql, "feature_flag_segments", "definition");
    return refusal(
        "segments." + segment, "", "the column definition of type " + type + " cannot hold it");
  }

  private static InvalidFlagsException refusal(
      Sql sql, String flag, String pointer, String column, String value) throws SQLException {
    String type = type(sql, "feature_flags", column);
    return refusal(
        flag, pointer, "the column " + column + " of type " + type + " cannot hold " + value);
  }

  private static InvalidFlagsException refusal(String subject, String pointer, String message) {
    return new InvalidFlagsException(List.of(Problem.of(subject, pointer, message)));
  }

  private static String type(Sql sql, String table, String column) throws SQLException {
    String none = "SELECT " + column + " FROM " + table + " WHERE 1 = 0";
    try (PreparedStatement statement = sql.prepare(none);
        ResultSet rows = statement.executeQuery()) {
      ResultSetMetaData meta = rows.getMetaData();
      String type = meta.getColumnTypeName(1).toLowerCase(Locale.ROOT);
      boolean scaled = type.equals("numeric") || type.equals("decimal");
      return scaled ? type + "(" + meta.getPrecision(1) + "," + meta.getScale(1) + ")" : type;
    }
  }

  /**
   * Adds the definition of a history entry, if it is valid and no newer one was added. For a row
   * that can be read but cannot be in force, the earlier references are needed, so an entry with
   * the references of the row is skipped.
   */
  static void remember(
      DefinitionKind kind, HistoryEntry<String> entry, ParsedTables rows, Memory memory) {
    String name = entry.name();
    String definition = Objects.requireNonNull(entry.after());
    try {
      if (kind == DefinitionKind.SEGMENT) {
        Condition condition = FlagJson.readCondition(name, definition, "history");
        memory.segments().putIfAbsent(name, condition);
        return;
      }
      Flag flag = FlagJson.readFlag(name, definition, "history");
      Flag row = rows.row(name);
      if (row == null || !FlagEdits.haveSameReferences(row, flag)) {
        memory.flags().putIfAbsent(name, flag);
      }
    } catch (InvalidFlagsException e) {
      LOG.log(Level.DEBUG, "the history of " + name + " cannot be taken", e);
    }
  }
}
