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
import dev.jackstaff.internal.location.Location;
import dev.jackstaff.internal.location.LocationContext;
import dev.jackstaff.internal.location.LocationUse;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;

/**
 * Attaches the guard, experiments and usage log as the properties configure them, unless the
 * application has already attached its own.
 */
final class EvidenceSettings {
  private static final String EXPERIMENTS = "jackstaff.experiments";

  private final JackstaffProperties properties;
  private final FeatureFlags features;
  private final LocationContext locations;

  EvidenceSettings(
      JackstaffProperties properties, FeatureFlags features, LocationContext locations) {
    this.properties = properties;
    this.features = features;
    this.locations = locations;
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
  static void check(
      JackstaffProperties properties, LocationContext locations, PropertyProblems problems) {
    String text = properties.experiments();
    needsExperiments("retention", properties.retention(), text, problems);
    needsExperiments("conversion-window", properties.conversionWindow(), text, problems);
    needsExperiments("cap-quantile", properties.capQuantile(), text, problems);
    problems.use(
        "conversion-window", properties.conversionWindow(), AnalysisSettings::checkedWindow);
    problems.use("cap-quantile", properties.capQuantile(), AnalysisSettings::checkedCapQuantile);
    problems.use(
        "experiments", text, it -> checkForm(locations.parse(it, LocationUse.EXPERIMENTS)));
  }

  private static void needsExperiments(
      String property, @Nullable Object value, @Nullable String text, PropertyProblems problems) {
    if (value != null && text == null) {
      problems.add("jackstaff." + property, "is for " + EXPERIMENTS);
    }
  }

  private static void checkForm(Location location) {
    switch (location.form()) {
      case JDBC -> location.database(DatabaseExposures::builder, DatabaseExposures::builder);
      case FILE -> location.path();
      default -> {
        // A data source can only be found when there are beans.
      }
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
    Location location = locations.parse(text, LocationUse.EXPERIMENTS);
    return location.form().isDatabase()
        ? database(location.database(DatabaseExposures::builder, DatabaseExposures::builder))
        : new JsonLinesExposures(location.path());
  }

  /** Opens the database and creates missing tables. */
  private DatabaseExposures database(DatabaseExposures.Builder builder) {
    if (properties.retention() != null) {
      builder.retention(properties.retention());
    }
    return builder.createTables(true).build();
  }
}
