package dev.jackstaff.spring;

import dev.jackstaff.FeatureFlags;
import dev.jackstaff.experiment.AnalysisSettings;
import dev.jackstaff.experiment.DatabaseExposures;
import dev.jackstaff.experiment.Experiments;
import dev.jackstaff.experiment.ExposureSink;
import dev.jackstaff.experiment.JsonLinesExposures;
import dev.jackstaff.guard.GuardListener;
import dev.jackstaff.guard.RolloutGuard;
import dev.jackstaff.hygiene.UsageLog;
import java.io.FileNotFoundException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.util.ResourceUtils;

/**
 * Attaches the guard, experiments and usage log as the properties configure them, unless the
 * application has already attached its own.
 */
final class EvidenceSettings {
  private static final String EXPERIMENTS = "jackstaff.experiments";
  private static final String FORMS = "datasource, datasource:BEAN, jdbc:… or file:…";

  private final JackstaffProperties properties;
  private final FeatureFlags features;
  private final DataSources pools;

  EvidenceSettings(JackstaffProperties properties, FeatureFlags features, DataSources pools) {
    this.properties = properties;
    this.features = features;
    this.pools = pools;
  }

  void guard(ObjectProvider<GuardListener> listeners) {
    if (properties.guard() && features.integration().attachment(RolloutGuard.class).isEmpty()) {
      RolloutGuard.Builder guard = RolloutGuard.builder(features);
      listeners.orderedStream().forEach(guard::listener);
      guard.attach();
    }
  }

  void usage() {
    Boolean wanted = properties.usage();
    if ((wanted == null ? UsageLog.isKept(features) : wanted)
        && features.integration().attachment(UsageLog.class).isEmpty()) {
      UsageLog.attach(features);
    }
  }

  /** Checks the properties of experiments without opening anything. */
  static void check(JackstaffProperties properties, PropertyProblems problems) {
    String text = properties.experiments();
    needsExperiments("retention", properties.retention(), text, problems);
    needsExperiments("conversion-window", properties.conversionWindow(), text, problems);
    needsExperiments("cap-quantile", properties.capQuantile(), text, problems);
    problems.use(
        "conversion-window", properties.conversionWindow(), AnalysisSettings::checkedWindow);
    problems.use("cap-quantile", properties.capQuantile(), AnalysisSettings::checkedCapQuantile);
    problems.use("experiments", text, EvidenceSettings::checkForm);
  }

  private static void needsExperiments(
      String property, @Nullable Object value, @Nullable String text, PropertyProblems problems) {
    if (value != null && text == null) {
      problems.add("jackstaff." + property, "is for " + EXPERIMENTS);
    }
  }

  private static void checkForm(String text) {
    if (text.startsWith("jdbc:")) {
      DatabaseExposures.builder(text);
    } else if (!DataSources.isPool(text)) {
      file(text);
    }
  }

  void experiments(ObjectProvider<ExposureSink> beans) {
    Experiments.Builder experiments = Experiments.builder(features);
    PropertyProblems problems = new PropertyProblems();
    AtomicReference<@Nullable ExposureSink> opened = new AtomicReference<>();
    problems.use("experiments", properties.experiments(), text -> opened.set(open(text)));
    problems.check();
    ExposureSink named = opened.get();
    if (named != null) {
      experiments.sink(named);
    }
    List<ExposureSink> others = beans.orderedStream().toList();
    others.forEach(experiments::sink);
    if (properties.conversionWindow() != null) {
      experiments.conversionWindow(properties.conversionWindow());
    }
    if (properties.capQuantile() != null) {
      experiments.capQuantile(properties.capQuantile());
    }
    if (named != null || !others.isEmpty()) {
      experiments.attach();
    }
  }

  private ExposureSink open(String text) {
    if (DataSources.isPool(text)) {
      return database(DatabaseExposures.builder(pools.find(text)));
    }
    return text.startsWith("jdbc:")
        ? database(DatabaseExposures.builder(text))
        : new JsonLinesExposures(file(text));
  }

  private static Path file(String text) {
    try {
      if (text.startsWith(ResourceUtils.FILE_URL_PREFIX)) {
        return ResourceUtils.getFile(text).toPath();
      }
    } catch (FileNotFoundException e) {
      // Reported below, with the valid forms.
    }
    throw new IllegalArgumentException("'" + text + "' should be " + FORMS);
  }

  /** Opens the database and creates missing tables. */
  private DatabaseExposures database(DatabaseExposures.Builder builder) {
    if (properties.retention() != null) {
      builder.retention(properties.retention());
    }
    return builder.createTables(true).build();
  }
}
