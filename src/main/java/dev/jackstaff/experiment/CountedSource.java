package dev.jackstaff.experiment;

import java.sql.SQLException;
import java.time.InstantSource;

/** A source whose results are counted on a thread of their own and kept. Thread-safe. */
abstract class CountedSource implements ResultSource, AutoCloseable {
  private final InstantSource clock;
  private final CountedResults counted;

  CountedSource(InstantSource clock) {
    this.clock = clock;
    this.counted = new CountedResults(clock, CountedResults.POLL_INTERVAL);
  }

  final InstantSource clock() {
    return clock;
  }

  @Override
  public final ExperimentResults results(VariantWeights arms, AnalysisSettings settings)
      throws SQLException {
    return counted.get(arms, settings, () -> count(arms, settings));
  }

  /** Counts the results; reads all rows of the experiment. */
  abstract ExperimentResults count(VariantWeights arms, AnalysisSettings settings)
      throws SQLException;

  @Override
  public void close() {
    counted.close();
  }
}
