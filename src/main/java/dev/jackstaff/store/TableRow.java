package dev.jackstaff.store;

import dev.jackstaff.internal.jdbc.Dialect;
import dev.jackstaff.internal.json.FlagColumns;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A row as it was read.
 *
 * @param kind the kind of the definition
 * @param name its name
 * @param columns its columns; a segment has only the definition
 * @param revision the number of times that it was written
 * @param projected the state that a store last wrote, or null
 */
record TableRow(
    DefinitionKind kind,
    String name,
    FlagColumns columns,
    long revision,
    @Nullable String projected) {

  /** The columns of a flag, as {@link #read} reads them. */
  static final String FLAG =
      "'flag', name, enabled, rollout_percentage, allowed_users, metadata, definition,"
          + " revision, projected";

  /** The columns of a segment. */
  static final String SEGMENT =
      "'segment', name, NULL, NULL, NULL, NULL, definition, revision, projected";

  static final String FLAGS = "SELECT " + FLAG + " FROM feature_flags";
  static final String SEGMENTS = "SELECT " + SEGMENT + " FROM feature_flag_segments";

  /** Returns a query for a hash of all flags and one of all segments, or null if there is none. */
  static @Nullable String checksum(Dialect dialect) {
    String flags = dialect.checksum("feature_flags", columns(FLAG));
    String segments = dialect.checksum("feature_flag_segments", columns(SEGMENT));
    return flags == null ? null : "SELECT (" + flags + "), (" + segments + ")";
  }

  private static List<String> columns(String all) {
    return Arrays.stream(all.split(", ", -1))
        .filter(column -> !column.equals("NULL") && !column.startsWith("'"))
        .toList();
  }

  static TableRow read(ResultSet result) throws SQLException {
    Double share = number(result.getObject(4));
    return new TableRow(
        DefinitionKind.of(result.getString(1)),
        result.getString(2),
        new FlagColumns(
            result.getBoolean(3),
            share,
            result.getString(5),
            result.getString(6),
            result.getString(7)),
        result.getLong(8),
        result.getString(9));
  }

  /** Reads a float as the number that it is written as, not as the nearest double. */
  private static @Nullable Double number(@Nullable Object value) {
    return value == null ? null : Double.valueOf(value.toString());
  }
}
