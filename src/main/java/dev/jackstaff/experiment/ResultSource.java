package dev.jackstaff.experiment;

import java.io.IOException;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** The exposures and conversions that a sink has, read back. Thread-safe. */
interface ResultSource {
  /**
   * Receives rows.
   *
   * @param <T> the type of a row
   */
  interface RowTaker<T> {
    void take(T row) throws IOException;
  }

  /** Returns the source of a sink, or null if it cannot be read. */
  static @Nullable ResultSource of(ExposureSink sink) {
    if (sink instanceof DatabaseExposures database) {
      return database.results();
    }
    return sink instanceof JsonLinesExposures lines ? lines.results() : null;
  }

  /**
   * Returns the results of an experiment.
   *
   * @throws java.sql.SQLTimeoutException if the first count is still running
   * @throws SQLException if the rows cannot be read
   */
  ExperimentResults results(VariantWeights arms, AnalysisSettings settings) throws SQLException;

  /** Passes on the exposures of an experiment, by subject. */
  void exposures(VariantWeights arms, RowTaker<Exposure> taker) throws SQLException, IOException;

  /** Passes on the conversions of the subjects of an experiment, by event and subject. */
  void conversions(VariantWeights arms, RowTaker<Conversion> taker)
      throws SQLException, IOException;
}
