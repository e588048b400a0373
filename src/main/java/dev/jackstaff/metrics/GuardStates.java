package dev.jackstaff.metrics;

import dev.jackstaff.EvidenceListener;
import dev.jackstaff.FeatureFlags;
import dev.jackstaff.guard.GuardState.Phase;
import dev.jackstaff.guard.RolloutGuard;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/**
 * Publishes the state of each guarded flag: a gauge for each state, which is 1 for the present one.
 * The values are computed when they are read, so that they are right even if no evidence is
 * delivered any more. Thread-safe.
 */
final class GuardStates implements EvidenceListener {
  private final FeatureFlags features;
  private final MultiGauge gauge;
  private Set<String> shown = Set.of();

  GuardStates(FeatureFlags features, MeterRegistry registry) {
    this.features = features;
    this.gauge =
        MultiGauge.builder("jackstaff.guard")
            .description("1 for the state that a guarded flag is in, 0 for the others")
            .register(registry);
  }

  /** Updates the rows if flags have come or gone. */
  @Override
  public void idle() {
    update();
  }

  synchronized void update() {
    Set<String> now = guarded();
    if (!now.equals(shown)) {
      List<Row<?>> rows = new ArrayList<>();
      now.forEach(flag -> List.of(Phase.values()).forEach(phase -> rows.add(row(flag, phase))));
      gauge.register(rows, true);
      shown = now;
    }
  }

  /** Returns the guarded flags; none as long as no guard is attached. */
  private Set<String> guarded() {
    Set<String> names = new TreeSet<>();
    if (features.integration().attachment(RolloutGuard.class).isPresent()) {
      features.definitions().flags().stream()
          .filter(flag -> flag.guard() != null)
          .forEach(flag -> names.add(flag.name()));
    }
    return names;
  }

  private Row<?> row(String flag, Phase phase) {
    String state = phase.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    return Row.of(
        Tags.of("flag", flag, "state", state), features, all -> isIn(all, flag, phase) ? 1 : 0);
  }

  private static boolean isIn(FeatureFlags features, String flag, Phase phase) {
    return features
        .integration()
        .attachment(RolloutGuard.class)
        .map(guard -> guard.phases().get(flag) == phase)
        .orElse(false);
  }
}
