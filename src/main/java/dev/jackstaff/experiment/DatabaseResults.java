package dev.jackstaff.experiment;

import dev.jackstaff.internal.jdbc.Database;
import java.io.IOException;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The results in a database, counted on a thread of their own. Thread-safe. */
final class DatabaseResults extends CountedSource {
  private final Database database;

  DatabaseResults(Database database, InstantSource clock) {
    super(clock);
    this.database = database;
  }

  @Override
  ExperimentResults count(VariantWeights arms, AnalysisSettings settings) throws SQLException {
    return database.read(
        DatabaseExposures.READ_TIMEOUT,
        sql -> new ExperimentReader(sql, arms, settings).results(clock()));
  }

  @Override
  public void exposures(VariantWeights arms, RowTaker<Exposure> taker)
      throws SQLException, IOException {
    page(last -> database.read(sql -> RowPages.exposures(sql, arms, last)), taker);
  }

  @Override
  public void conversions(VariantWeights arms, RowTaker<Conversion> taker)
      throws SQLException, IOException {
    page(last -> database.read(sql -> RowPages.conversions(sql, arms, last)), taker);
  }

  /** Reads the rows after a row, or the first ones. */
  private interface Page<T> {
    List<T> after(@Nullable T last) throws SQLException;
  }

  private static <T> void page(Page<T> reader, RowTaker<T> taker) throws SQLException, IOException {
    List<T> rows = reader.after(null);
    while (!rows.isEmpty()) {
      for (T row : rows) {
        taker.take(row);
      }
      rows = reader.after(rows.get(rows.size() - 1));
    }
  }
}
