package dev.jackstaff.servlet;

import dev.jackstaff.FeatureFlags;
import dev.jackstaff.experiment.AnalysisSettings;
import dev.jackstaff.experiment.DatabaseExposures;
import dev.jackstaff.experiment.Experiments;
import dev.jackstaff.experiment.ExposureSink;
import dev.jackstaff.experiment.JsonLinesExposures;
import dev.jackstaff.internal.Params;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The init-params of experiments.
 *
 * @param sink the sink for exposures, or null if no experiments are recorded
 * @param conversionWindow the time in which conversions count, or null for no limit
 * @param capQuantile the quantile to which sums are reduced
 */
record ExperimentParams(
    @Nullable ExposureSink sink, @Nullable Duration conversionWindow, double capQuantile) {
  private static final List<String> OPTIONS =
      List.of("retention", "conversionWindow", "capQuantile");

  static ExperimentParams read(Params params) {
    Duration retention =
        params.read(
            "retention",
            text -> Params.duration(text, "P90D"),
            DatabaseExposures.DEFAULT_RETENTION);
    for (String option : OPTIONS) {
      if (params.text(option) != null && params.text("experiments") == null) {
        params.problem("init-param " + option + " is for experiments");
      }
    }
    Duration window =
        params.read(
            "conversionWindow",
            text -> AnalysisSettings.checkedWindow(Params.duration(text, "P7D")));
    double quantile =
        params.read(
            "capQuantile", ExperimentParams::quantile, AnalysisSettings.DEFAULT_CAP_QUANTILE);
    ExposureSink sink = params.read("experiments", text -> sink(text, retention));
    return new ExperimentParams(sink, window, quantile);
  }

  private static double quantile(String text) {
    try {
      return AnalysisSettings.checkedCapQuantile(Double.parseDouble(text));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("'" + text + "' should be a number such as 0.999", e);
    }
  }

  private static ExposureSink sink(String text, Duration retention) {
    if (DatabaseParams.isDatabase(text)) {
      return DatabaseParams.exposures(text).createTables(true).retention(retention).build();
    }
    if (text.startsWith("file:")) {
      return new JsonLinesExposures(FlagsParam.path(text.substring("file:".length())));
    }
    throw new IllegalArgumentException(
        "'" + text + "' should be " + DatabaseParams.FORMS + ", or file:… for lines of JSON");
  }

  void attach(FeatureFlags features) {
    if (sink != null) {
      Experiments.Builder experiments = Experiments.builder(features).sink(sink);
      if (conversionWindow != null) {
        experiments.conversionWindow(conversionWindow);
      }
      experiments.capQuantile(capQuantile).attach();
    }
  }
}
