package dev.jackstaff.servlet;

import dev.jackstaff.FeatureFlags;
import dev.jackstaff.experiment.AnalysisSettings;
import dev.jackstaff.experiment.DatabaseExposures;
import dev.jackstaff.experiment.Experiments;
import dev.jackstaff.experiment.ExposureSink;
import dev.jackstaff.experiment.JsonLinesExposures;
import dev.jackstaff.internal.Params;
import dev.jackstaff.internal.location.Location;
import dev.jackstaff.internal.location.LocationContext;
import dev.jackstaff.internal.location.LocationUse;
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

  static ExperimentParams read(Params params, LocationContext locations) {
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
    ExposureSink sink =
        params.read(
            "experiments", text -> sink(locations.parse(text, LocationUse.EXPERIMENTS), retention));
    return new ExperimentParams(sink, window, quantile);
  }

  private static double quantile(String text) {
    try {
      return AnalysisSettings.checkedCapQuantile(Double.parseDouble(text));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("'" + text + "' should be a number such as 0.999", e);
    }
  }

  private static ExposureSink sink(Location location, Duration retention) {
    return location.form().isDatabase()
        ? location
            .database(DatabaseExposures::builder, DatabaseExposures::builder)
            .createTables(true)
            .retention(retention)
            .build()
        : new JsonLinesExposures(location.path());
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
