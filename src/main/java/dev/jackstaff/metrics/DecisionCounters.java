package dev.jackstaff.metrics;

import dev.jackstaff.EvidenceListener;
import dev.jackstaff.FinishedRequest;
import dev.jackstaff.model.Decision;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Counts the answers of the flags that requests checked. The names are those of definitions, never
 * of requests, but their number is still bounded, since other systems define flags too. Called by
 * one thread.
 */
final class DecisionCounters implements EvidenceListener {
  /**
   * The most pairs of flag and outcome with a counter of their own. Tags use memory permanently,
   * here and in every system that receives the metrics.
   */
  static final int MAX_PAIRS = 2_000;

  private static final String OTHER = "other";

  private final MeterRegistry registry;
  private final Map<String, Map<String, Counter>> counters = new HashMap<>();
  private final Consumer<Decision> count = this::count;
  private int pairs;

  DecisionCounters(MeterRegistry registry) {
    this.registry = registry;
  }

  @Override
  public void finished(FinishedRequest request) {
    request.forEachAsked(count);
  }

  private void count(Decision decision) {
    counter(decision.flag(), outcome(decision)).increment();
  }

  /**
   * Returns the variant, or on or off if there is none; a flag with variants that is off has no
   * variant.
   */
  private static String outcome(Decision decision) {
    String variant = decision.variant();
    return variant == null ? onOff(decision) : variant;
  }

  private static String onOff(Decision decision) {
    return decision.on() ? "on" : "off";
  }

  private Counter counter(String flag, String outcome) {
    Map<String, Counter> known = counters.get(flag);
    Counter counter = known == null ? null : known.get(outcome);
    if (counter != null) {
      return counter;
    }
    return pairs < MAX_PAIRS || flag.equals(OTHER) ? added(flag, outcome) : counter(OTHER, OTHER);
  }

  private Counter added(String flag, String outcome) {
    pairs++;
    return counters
        .computeIfAbsent(flag, name -> new HashMap<>())
        .computeIfAbsent(outcome, name -> made(flag, outcome));
  }

  private Counter made(String flag, String outcome) {
    return Counter.builder("jackstaff.decisions")
        .description("Requests that checked a flag, by result")
        .tag("flag", flag)
        .tag("outcome", outcome)
        .register(registry);
  }
}
