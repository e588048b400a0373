package dev.jackstaff.servlet;

import dev.jackstaff.FeatureFlags;
import dev.jackstaff.experiment.DatabaseExposures;
import dev.jackstaff.experiment.Experiments;
import dev.jackstaff.experiment.ExposureSink;
import dev.jackstaff.experiment.JsonLinesExposures;
import dev.jackstaff.internal.Params;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The init-params of experiments.
 *
 * @param sink the sink for exposures, or null if no experiments are recorded
 */
record ExperimentParams(@Nullable ExposureSink sink) {
  static ExperimentParams read(Params params) {
    Duration retention =
        params.read(
            "retention",
            text -> Params.duration(text, "P90D"),
            DatabaseExposures.DEFAULT_RETENTION);
    if (params.text("retention") != null && params.text("experiments") == null) {
      params.problem("init-param retention is for experiments");
    }
    return new ExperimentParams(params.read("experiments", text -> sink(text, retention)));
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
      Experiments.attach(features, sink);
    }
  }
}
