package dev.jackstaff.metrics;

import dev.jackstaff.EvidenceListener;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Publishes the state of each guarded flag. It is updated after finished requests have been
 * delivered, by one thread.
 */
final class GuardStates implements EvidenceListener {
  private final Supplier<Map<String, String>> states;
  private final MultiGauge gauge;
  private Map<String, String> shown = Map.of();

  GuardStates(Supplier<Map<String, String>> states, MeterRegistry registry) {
    this.states = states;
    this.gauge =
        MultiGauge.builder("jackstaff.guard")
            .description("1 for the state that a guarded flag is in")
            .register(registry);
  }

  @Override
  public void caughtUp() {
    Map<String, String> now = Map.copyOf(states.get());
    if (!now.equals(shown)) {
      gauge.register(rows(now), true);
      shown = now;
    }
  }

  private static List<Row<?>> rows(Map<String, String> states) {
    return states.entrySet().stream()
        .<Row<?>>map(state -> row(state.getKey(), state.getValue()))
        .toList();
  }

  private static Row<?> row(String flag, String state) {
    return Row.of(Tags.of("flag", flag, "state", state), 1);
  }
}
