package dev.jackstaff.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jackstaff.Await;
import dev.jackstaff.Evaluation;
import dev.jackstaff.FeatureFlags;
import dev.jackstaff.FlagSource;
import dev.jackstaff.StubStore;
import dev.jackstaff.guard.RolloutGuard;
import dev.jackstaff.model.Decision;
import dev.jackstaff.model.Flag;
import dev.jackstaff.model.FlagOverride;
import dev.jackstaff.model.FlagSet;
import dev.jackstaff.model.Guard;
import dev.jackstaff.model.Reason;
import dev.jackstaff.model.Source;
import dev.jackstaff.model.User;
import dev.jackstaff.model.Variant;
import dev.jackstaff.store.Change;
import dev.jackstaff.store.MemoryFlagStore;
import dev.jackstaff.store.StoreStatus;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class FlagMetricsTest {
  private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");
  private static final FlagSet FLAGS =
      FlagSet.of(
          Flag.on("new_search"),
          Flag.users("dark_mode", "user:1"),
          Flag.builder("button").users("user:1").variant(Variant.of("green", 1)).build());

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final StubStore store = new StubStore(FLAGS).status(StoreStatus.ready(NOON));
  private final FeatureFlags features = FeatureFlags.of(store);

  FlagMetricsTest() {
    FlagMetrics.of(features, () -> NOON).bindTo(registry);
  }

  @AfterEach
  void close() {
    features.close();
  }

  private void request(String user, String... asked) {
    request(features, user, asked);
  }

  private static void request(FeatureFlags features, String user, String... asked) {
    Evaluation evaluation = features.integration().begin(User.of(user), Map.of());
    for (String flag : asked) {
      evaluation.isOn(flag);
      evaluation.isOn(flag);
    }
    features.integration().finish(evaluation, 200, null, Duration.ofMillis(1));
    assertTrue(features.evidence().flush(Await.LONG));
  }

  private double decisions(String flag, String outcome) {
    return registry
        .get("jackstaff.decisions")
        .tags("flag", flag, "outcome", outcome)
        .counter()
        .count();
  }

  @Test
  void decisions_areCountedOncePerRequest_byFlagAndOutcome() {
    request("user:1", "dark_mode", "button", "new_search");
    request("user:2", "dark_mode", "button");
    request("user:3", "dark_mode");
    assertEquals(1, decisions("dark_mode", "on"));
    assertEquals(2, decisions("dark_mode", "off"));
    assertEquals(1, decisions("button", "green"));
    assertEquals(1, decisions("button", "off"));
    assertEquals(1, decisions("new_search", "on"));
  }

  @Test
  void flag_thatNobodyAskedFor_isNotCounted() {
    request("user:1", "dark_mode");
    assertNull(registry.find("jackstaff.decisions").tag("flag", "new_search").counter());
  }

  @Test
  void nameThatNoFlagHas_isCounted_andNeverATag() {
    request("user:1", "forged<name>", "another");
    assertEquals(4, registry.get("jackstaff.unknown").functionCounter().count());
    assertEquals(Set.of("forged", "expired", "foreign", "revoked", "not overridable"), tags());
  }

  private Set<String> tags() {
    return registry.getMeters().stream()
        .map(Meter::getId)
        .flatMap(id -> id.getTags().stream())
        .map(Tag::getValue)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void evaluation_isTimedOncePerRequest() {
    request("user:1", "dark_mode");
    request("user:2");
    assertEquals(2, registry.get("jackstaff.evaluation").timer().count());
    assertTrue(registry.get("jackstaff.evaluation").timer().totalTime(TimeUnit.NANOSECONDS) > 0);
  }

  @Test
  void store_isReady_orOfAnAge() {
    assertEquals(3, registry.get("jackstaff.flags").gauge().value());
    assertEquals(1, registry.get("jackstaff.store.ready").gauge().value());
    assertEquals(0, age());
    store.status(StoreStatus.stale(NOON.minusSeconds(90), "the database is away"));
    assertEquals(0, registry.get("jackstaff.store.ready").gauge().value());
    assertEquals(90, age());
  }

  private double age() {
    return registry.get("jackstaff.store.age").timeGauge().value(TimeUnit.SECONDS);
  }

  @Test
  void rejectedOverrides_areCountedByReason() {
    features.integration().rejectedOverride("forged");
    features.integration().rejectedOverride("forged");
    features.integration().rejectedOverride("not overridable");
    assertEquals(2, rejected("forged"));
    assertEquals(1, rejected("not overridable"));
    assertEquals(0, rejected("expired"));
  }

  private double rejected(String reason) {
    return registry
        .get("jackstaff.overrides.rejected")
        .tag("reason", reason)
        .functionCounter()
        .count();
  }

  @Test
  void faults_areShown() {
    features.integration().report("user resolver", new IllegalStateException("no session"));
    assertEquals(1, registry.get("jackstaff.faults").gauge().value());
    assertEquals(0, registry.get("jackstaff.evidence.dropped").functionCounter().count());
  }

  @Test
  void guardedFlag_isInOneState() {
    Guard guard = new Guard(true, null, 0.001, Guard.Then.KILL, 0);
    MemoryFlagStore guarded =
        MemoryFlagStore.of(
            FlagSet.of(
                Flag.builder("checkout").percentage(50).guard(guard).build(), Flag.on("search")));
    SimpleMeterRegistry other = new SimpleMeterRegistry();
    try (FeatureFlags rollout = FeatureFlags.of(guarded)) {
      FlagMetrics.of(rollout).bindTo(other);
      RolloutGuard watching = RolloutGuard.attach(rollout);
      request(rollout, "user:1", "checkout");
      assertEquals(Set.of("checkout watching"), guards(other));
      guarded.kill("checkout", Change.by("anna", null));
      watching.look();
      request(rollout, "user:1", "checkout");
      assertEquals(Set.of("checkout ended"), guards(other));
    }
  }

  private static Set<String> guards(SimpleMeterRegistry registry) {
    return registry.find("jackstaff.guard").gauges().stream()
        .filter(gauge -> gauge.value() == 1)
        .map(gauge -> gauge.getId().getTag("flag") + " " + gauge.getId().getTag("state"))
        .collect(Collectors.toSet());
  }

  @Test
  void tags_areBounded_whateverAnotherSystemDefines() {
    String[] names = IntStream.range(0, 3_000).mapToObj(i -> "flag_" + i).toArray(String[]::new);
    SimpleMeterRegistry other = new SimpleMeterRegistry();
    try (FeatureFlags many = FeatureFlags.of(new Many(List.of(names)))) {
      FlagMetrics.of(many).bindTo(other);
      request(many, "user:1", names);
      assertEquals(
          DecisionCounters.MAX_PAIRS + 1, other.find("jackstaff.decisions").counters().size());
      assertEquals(1_000, other.get("jackstaff.decisions").tag("flag", "other").counter().count());
    }
  }

  /** Another flag system, with as many flags as it likes. */
  private record Many(List<String> names) implements FlagSource {
    @Override
    public Evaluation evaluate(User user, Instant at) {
      return Evaluation.of(user, at, names.stream().map(Many::off).toList());
    }

    private static Decision off(String name) {
      return new Decision(name, false, "off", false, Reason.STATIC, Source.PROVIDER, 0, null, null);
    }

    @Override
    public Evaluation evaluate(User user, Instant at, Map<String, FlagOverride> overrides) {
      return evaluate(user, at);
    }

    @Override
    public FlagSource only(Predicate<String> wanted) {
      return new Many(names.stream().filter(wanted).toList());
    }
  }
}
