package dev.jackstaff.openfeature;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jackstaff.Await;
import dev.jackstaff.Evaluation;
import dev.jackstaff.FeatureFlags;
import dev.jackstaff.RecordedEvidence;
import dev.jackstaff.TrackedEvent;
import dev.jackstaff.experiment.Experiments;
import dev.jackstaff.model.Flag;
import dev.jackstaff.model.FlagSet;
import dev.jackstaff.model.FlagType;
import dev.jackstaff.model.User;
import dev.jackstaff.model.Variant;
import dev.openfeature.sdk.Client;
import dev.openfeature.sdk.EvaluationContext;
import dev.openfeature.sdk.MutableContext;
import dev.openfeature.sdk.OpenFeatureAPI;
import dev.openfeature.sdk.TrackingEventDetails;
import dev.openfeature.sdk.providers.memory.InMemoryProvider;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Experiments that go to a provider of OpenFeature. */
class OpenFeatureExposuresTest {
  private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
  private static final Flag BUTTON =
      Flag.builder("button")
          .type(FlagType.EXPERIMENT)
          .enabled(true)
          .variant(Variant.of("green", 50))
          .variant(Variant.of("blue", 50))
          .build();

  private final FeatureFlags features =
      FeatureFlags.builder(FlagSet.of(BUTTON)).clock(() -> NOON).build();
  private final OpenFeatureAPI api = OpenFeatureAPI.createIsolated();
  private final Recording provider = new Recording();

  /** The SDK's own provider in memory, which keeps what is tracked. */
  private static final class Recording extends InMemoryProvider {
    final List<String> events = new CopyOnWriteArrayList<>();
    final List<EvaluationContext> contexts = new CopyOnWriteArrayList<>();
    final List<TrackingEventDetails> details = new CopyOnWriteArrayList<>();
    final CountDownLatch ready = new CountDownLatch(1);

    Recording() {
      super(Map.of());
    }

    @Override
    public void initialize(EvaluationContext context) throws Exception {
      ready.await();
      super.initialize(context);
    }

    @Override
    public void track(String event, EvaluationContext context, TrackingEventDetails said) {
      events.add(event);
      contexts.add(context);
      details.add(said);
    }
  }

  @AfterEach
  void stop() {
    provider.ready.countDown();
    features.close();
    api.shutdown();
  }

  private Client recording() {
    provider.ready.countDown();
    api.setProviderAndWait("analytics", provider);
    return api.getClient("analytics");
  }

  private String visit(String id) {
    Evaluation evaluation = features.integration().begin(User.of(id), Map.of());
    String variant = evaluation.variant("button", "");
    features.integration().finish(evaluation, 200, null, Duration.ofMillis(1));
    return variant;
  }

  @Test
  void exposureAndConversion_reachTheProvider_ofTheSameSubject() {
    Experiments experiments =
        Experiments.builder(features)
            .sink(new OpenFeatureExposures(recording()))
            .plainIds()
            .attach();
    String variant = visit("anna");
    visit("anna");
    features.track(User.of("anna"), "purchase");
    features.track(User.of("anna"), "revenue", 49.9);
    assertTrue(experiments.flush(Await.LONG));
    assertEquals(List.of("feature_flag.exposure", "purchase", "revenue"), provider.events);
    for (EvaluationContext context : provider.contexts) {
      assertEquals("anna", context.getTargetingKey());
    }
    assertEquals(
        Map.of(
            "flag", "button",
            "salt", "button",
            "variant", variant,
            "split", "{\"green\":50.0,\"blue\":50.0}",
            "at", NOON),
        provider.details.get(0).asObjectMap());
    assertTrue(provider.details.get(0).getValue().isEmpty());
    assertTrue(provider.details.get(1).getValue().isEmpty());
    assertEquals(49.9, provider.details.get(2).getValue().orElseThrow());
    assertEquals(NOON, provider.details.get(2).getValue("at").asInstant());
    assertEquals(36, provider.details.get(2).getValue("id").asString().length());
  }

  @Test
  void idsAreHashed_unlessTheyAreToBePlain_andTheExposureMayBeCalledOtherwise() {
    Experiments experiments =
        Experiments.attach(features, new OpenFeatureExposures(recording(), "$experiment_started"));
    visit("anna");
    features.track(User.of("anna"), "purchase");
    assertTrue(experiments.flush(Await.LONG));
    assertEquals(List.of("$experiment_started", "purchase"), provider.events);
    String subject = provider.contexts.get(0).getTargetingKey();
    assertEquals(32, subject.length(), subject);
    assertEquals(subject, provider.contexts.get(1).getTargetingKey());
    assertThrows(
        IllegalArgumentException.class, () -> new OpenFeatureExposures(api.getClient(), " "));
  }

  /** "marked as sent only after it was queued": nothing is lost while the provider starts. */
  @Test
  void whatHappensBeforeTheProviderIsReady_comesLater() {
    api.setProvider("analytics", provider);
    Experiments experiments =
        Experiments.builder(features)
            .sink(new OpenFeatureExposures(api.getClient("analytics")))
            .attach();
    visit("anna");
    Await.until(
        "it was tried",
        () -> features.status().faults().toString().contains("OpenFeature is NOT_READY"));
    assertEquals(List.of(), provider.events);
    provider.ready.countDown();
    assertTrue(experiments.flush(Await.LONG));
    assertEquals(List.of("feature_flag.exposure"), provider.events);
  }

  /** Else a conversion would be tracked, which is a conversion, which would be tracked. */
  @Test
  void jackstaffsOwnProvider_takesNothingOfIt() {
    RecordedEvidence evidence = new RecordedEvidence();
    features.evidence().listen(evidence);
    api.setProviderAndWait("own", JackstaffProvider.of(features));
    Client own = api.getClient("own");
    Experiments experiments = Experiments.attach(features, new OpenFeatureExposures(own));
    visit("anna");
    own.track("purchase", new MutableContext("anna"));
    for (int i = 0; i < 3; i++) {
      assertTrue(experiments.flush(Await.LONG));
    }
    assertEquals(List.of("purchase"), evidence.events().stream().map(TrackedEvent::name).toList());
  }
}
