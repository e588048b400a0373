package dev.jackstaff.experiment;

import dev.jackstaff.internal.jdbc.Sql;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.OptionalDouble;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Pages of raw rows in the order of the tables' keys, so that no count of rows fills memory. */
final class RowPages {
  private static final int PAGE = 5000;

  private static final String EXPOSURES =
      "SELECT flag, salt, subject, variant, split, at FROM feature_flag_exposures"
          + " WHERE flag = ? AND salt = ? AND (subject, variant) > (?, ?)"
          + " ORDER BY subject, variant LIMIT "
          + PAGE;

  private static final String CONVERSIONS =
      "SELECT id, event, subject, at, amount FROM feature_flag_conversions AS did"
          + " WHERE (event, subject, at, id) > (?, ?, ?, ?) AND EXISTS (SELECT 1"
          + " FROM feature_flag_exposures AS seen WHERE seen.flag = ? AND seen.salt = ?"
          + " AND seen.subject = did.subject) ORDER BY event, subject, at, id LIMIT "
          + PAGE;

  private RowPages() {}

  static List<Exposure> exposures(Sql sql, VariantWeights arms, @Nullable Exposure after)
      throws SQLException {
    return sql.query(
        EXPOSURES,
        RowPages::exposure,
        arms.flag(),
        arms.salt(),
        after == null ? "" : after.subject(),
        after == null ? "" : after.variant());
  }

  static List<Conversion> conversions(Sql sql, VariantWeights arms, @Nullable Conversion after)
      throws SQLException {
    return sql.query(
        CONVERSIONS,
        RowPages::conversion,
        after == null ? "" : after.event(),
        after == null ? "" : after.subject(),
        after == null ? Instant.EPOCH : after.at(),
        after == null ? new UUID(0, 0) : after.id(),
        arms.flag(),
        arms.salt());
  }

  private static Exposure exposure(ResultSet row) throws SQLException {
    return new Exposure(
        row.getString(1),
        row.getString(2),
        row.getString(3),
        row.getString(4),
        row.getString(5),
        Sql.requiredTime(row, 6));
  }

  private static Conversion conversion(ResultSet row) throws SQLException {
    double amount = row.getDouble(5);
    boolean without = row.wasNull();
    return new Conversion(
        UUID.fromString(row.getString(1)),
        row.getString(2),
        row.getString(3),
        Sql.requiredTime(row, 4),
        without ? OptionalDouble.empty() : OptionalDouble.of(amount));
  }
}
