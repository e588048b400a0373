package dev.jackstaff.metrics;

import dev.jackstaff.FeatureFlags;
import dev.jackstaff.Status;
import dev.jackstaff.store.StoreStatus;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The metrics of an engine, for Micrometer. Thread-safe; bind it once to each registry. A request
 * only pays for one timer; everything else is counted on the engine's background thread, or
 * computed when a registry is read.
 *
 * <pre>{@code
 * FlagMetrics.of(features).bindTo(registry);
 * }</pre>
 *
 * <ul>
 *   <li>{@code jackstaff.decisions}, by {@code flag} and {@code outcome}: requests that checked a
 *       flag. The outcome is the variant, {@code on} or {@code off}. Names that no flag has are
 *       never a tag.
 *   <li>{@code jackstaff.evaluation}: the time to decide all flags of a request
 *   <li>{@code jackstaff.flags}: the number of flags
 *   <li>{@code jackstaff.store.ready}: 1 while the store follows its origin, else 0
 *   <li>{@code jackstaff.store.age}: the time for which it has not followed it, 0 while it does
 *   <li>{@code jackstaff.guard}, by {@code flag} and {@code state}: 1 for the present state of the
 *       attached guard for the flag, 0 for the others: {@code watching}, {@code uneven}, {@code
 *       saturated}, {@code limited}, {@code isolated}, {@code dead}, {@code shared salt}, {@code
 *       not judging}, {@code ended}
 *   <li>{@code jackstaff.overrides.rejected}, by {@code reason}: testers' overrides that were not
 *       honoured
 *   <li>{@code jackstaff.unknown}: checks of names that no flag has
 *   <li>{@code jackstaff.faults}: the number of distinct faults that did not harm a request
 *   <li>{@code jackstaff.evidence.dropped}: finished requests that were not delivered to listeners,
 *       since too many were waiting
 * </ul>
 */
public final class FlagMetrics implements MeterBinder {
  private static final List<String> REJECTIONS =
      List.of("forged", "expired", "foreign", "revoked", "not overridable");

  private final FeatureFlags features;
  private final InstantSource clock;

  private FlagMetrics(FeatureFlags features, InstantSource clock) {
    this.features = features;
    this.clock = clock;
  }

  /**
   * {@return the metrics of an engine}
   *
   * @param features the engine; nothing more is counted after it is closed
   */
  public static FlagMetrics of(FeatureFlags features) {
    return new FlagMetrics(features, InstantSource.system());
  }

  static FlagMetrics of(FeatureFlags features, InstantSource clock) {
    return new FlagMetrics(features, clock);
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    features.evidence().listen(new DecisionCounters(registry));
    GuardStates guards = new GuardStates(features, registry);
    features.evidence().listen(guards);
    features.watch(names -> guards.update());
    Timer timer =
        Timer.builder("jackstaff.evaluation")
            .description("The time of deciding all flags of a request")
            .register(registry);
    features.integration().timings(nanos -> timer.record(nanos, TimeUnit.NANOSECONDS));
    store(registry);
    troubles(registry);
  }

  private void store(MeterRegistry registry) {
    Gauge.builder("jackstaff.flags", features, all -> all.names().size())
        .description("The number of flags")
        .register(registry);
    Gauge.builder("jackstaff.store.ready", features, all -> isReady(all.status()) ? 1 : 0)
        .description("1 while the store follows its origin, else 0")
        .register(registry);
    TimeGauge.builder("jackstaff.store.age", this, TimeUnit.MILLISECONDS, FlagMetrics::age)
        .description("The time for which the store has not followed its origin")
        .register(registry);
  }

  private void troubles(MeterRegistry registry) {
    REJECTIONS.forEach(reason -> rejections(registry, reason));
    FunctionCounter.builder("jackstaff.unknown", features, FlagMetrics::unknown)
        .description("Checks of undefined flags")
        .register(registry);
    Gauge.builder("jackstaff.faults", features, all -> all.status().faults().size())
        .description("Faults that did not affect requests")
        .register(registry);
    FunctionCounter.builder("jackstaff.evidence.dropped", features, all -> all.evidence().dropped())
        .description("Finished requests that were not counted, since too many waited")
        .register(registry);
  }

  private void rejections(MeterRegistry registry, String reason) {
    FunctionCounter.builder(
            "jackstaff.overrides.rejected",
            features,
            all -> all.status().rejectedOverrides().getOrDefault(reason, 0L))
        .description("Rejected overrides of testers")
        .tag("reason", reason)
        .register(registry);
  }

  private double age() {
    Status status = features.status();
    return isReady(status)
        ? 0
        : Duration.between(status.store().since(), clock.instant()).toMillis();
  }

  private static boolean isReady(Status status) {
    return status.state() == StoreStatus.State.READY;
  }

  private static double unknown(FeatureFlags features) {
    return features.status().unknown().values().stream().mapToLong(Long::longValue).sum();
  }
}
