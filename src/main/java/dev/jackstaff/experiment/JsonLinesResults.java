package dev.jackstaff.experiment;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The results in a file of JSON lines, counted in memory on a thread of their own. The whole file
 * is read for each count. Thread-safe.
 */
final class JsonLinesResults extends CountedSource {
  private final Path file;

  JsonLinesResults(Path file, InstantSource clock) {
    super(clock);
    this.file = file;
  }

  @Override
  ExperimentResults count(VariantWeights arms, AnalysisSettings settings) throws SQLException {
    try {
      JsonLinesRows rows = JsonLinesRows.read(file, arms);
      return new RowAnalysis(rows.exposures(), rows.conversions(), settings)
          .results(arms, clock().instant());
    } catch (IOException e) {
      throw new SQLException("the file cannot be read: " + e.getMessage(), e);
    }
  }

  @Override
  public void exposures(VariantWeights arms, RowTaker<Exposure> taker) throws IOException {
    List<Exposure> rows = JsonLinesRows.read(file, arms).exposures();
    rows.sort(Comparator.comparing(Exposure::subject).thenComparing(Exposure::variant));
    for (Exposure row : rows) {
      taker.take(row);
    }
  }

  @Override
  public void conversions(VariantWeights arms, RowTaker<Conversion> taker) throws IOException {
    JsonLinesRows found = JsonLinesRows.read(file, arms);
    Set<String> subjects = new HashSet<>();
    found.exposures().forEach(exposure -> subjects.add(exposure.subject()));
    List<Conversion> rows = found.conversions();
    rows.sort(
        Comparator.comparing(Conversion::event)
            .thenComparing(Conversion::subject)
            .thenComparing(Conversion::at)
            .thenComparing(Conversion::id));
    for (Conversion row : rows) {
      if (subjects.contains(row.subject())) {
        taker.take(row);
      }
    }
  }
}
