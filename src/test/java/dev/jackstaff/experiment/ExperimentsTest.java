package dev.jackstaff.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jackstaff.Await;
import dev.jackstaff.Evaluation;
import dev.jackstaff.FeatureFlags;
import dev.jackstaff.VisitorProof;
import dev.jackstaff.model.Flag;
import dev.jackstaff.model.FlagOverride;
import dev.jackstaff.model.FlagSet;
import dev.jackstaff.model.FlagType;
import dev.jackstaff.model.Layer;
import dev.jackstaff.model.User;
import dev.jackstaff.model.Variant;
import dev.jackstaff.store.Change;
import dev.jackstaff.store.MemoryFlagStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ExperimentsTest {
  private static final Flag BUTTON =
      Flag.builder("button")
          .type(FlagType.EXPERIMENT)
          .enabled(true)
          .users("staff")
          .variant(Variant.of("a", 50))
          .variant(Variant.of("b", 50))
          .build();

  private final MemoryFlagStore store =
      MemoryFlagStore.of(FlagSet.of(BUTTON, Flag.percentage("release", 50)));
  private final FeatureFlags features = FeatureFlags.of(store);
  private final List<Exposure> exposures = new ArrayList<>();
  private final List<Conversion> conversions = new ArrayList<>();

  /** Both lists are read only after a flush. */
  private final ExposureSink sink =
      (seen, did) -> {
        exposures.addAll(seen);
        conversions.addAll(did);
      };

  @AfterEach
  void close() {
    features.close();
  }

  private void request(User user, String flag, Map<String, FlagOverride> overrides) {
    Evaluation evaluation = features.integration().begin(user, overrides);
    evaluation.isOn(flag);
    evaluation.isOn(flag);
    features.integration().finish(evaluation, 200, null, Duration.ofMillis(1));
  }

  private void request(String id, String flag) {
    request(User.of(id), flag, Map.of());
  }

  @Test
  void exposure_isSentOncePerUserAndVariant_andOnlyIfTheFlagWasAsked() {
    Experiments experiments = Experiments.attach(features, sink);
    request("anna", "button");
    request("anna", "button");
    request("bob", "release");
    assertTrue(experiments.flush(Await.LONG));
    assertEquals(1, exposures.size());
    assertEquals("button", exposures.get(0).flag());
    assertEquals("{\"a\":50.0,\"b\":50.0}", exposures.get(0).split());
    assertNotEquals("anna", exposures.get(0).subject());
    assertEquals(32, exposures.get(0).subject().length());
  }

  /** A request that hangs or streams, and asks a second time after a while. */
  @Test
  void exposure_isTheFirstCheck_notTheEndOfTheRequest() {
    AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-11-20T12:00:00Z"));
    Flag other = Flag.percentage("other", 50).toBuilder().type(FlagType.EXPERIMENT).build();
    try (FeatureFlags slow =
        FeatureFlags.builder(FlagSet.of(BUTTON, other)).clock(now::get).build()) {
      Experiments experiments = Experiments.attach(slow, sink);
      Evaluation evaluation = slow.integration().begin(User.of("anna"), Map.of());
      evaluation.isOn("button");
      assertTrue(experiments.flush(Await.LONG));
      assertEquals(List.of("button"), exposures.stream().map(Exposure::flag).toList());
      now.set(now.get().plusSeconds(60));
      assertTrue(experiments.flush(Await.LONG));
      evaluation.isOn("other");
      now.set(now.get().plusSeconds(60));
      assertTrue(experiments.flush(Await.LONG));
      assertEquals(List.of("button", "other"), exposures.stream().map(Exposure::flag).toList());
      assertEquals(Instant.parse("2026-11-20T12:00:00Z"), exposures.get(0).at());
      Instant seen = exposures.get(1).at();
      assertFalse(seen.isBefore(Instant.parse("2026-11-20T12:01:00Z")), seen::toString);
      slow.integration().finish(evaluation, 200, null, Duration.ofMillis(1));
      assertTrue(experiments.flush(Await.LONG));
      assertEquals(2, exposures.size());
    }
  }

  @Test
  void whoWasNotDrawn_isNoSample() {
    Experiments experiments = Experiments.attach(features, sink);
    request("staff", "button");
    request(User.of("anna"), "button", Map.of("button", FlagOverride.ON));
    request(User.anonymous(), "button", Map.of());
    assertTrue(experiments.flush(Await.LONG));
    assertEquals(List.of(), exposures);
  }

  @Test
  void userOutsideTheLayersPart_isNoSample_andNobodyIsInTwoParts() {
    Flag first = BUTTON.toBuilder().layer(new Layer("shop", 0, 50)).build();
    Flag second =
        Flag.builder("other")
            .enabled(true)
            .type(FlagType.EXPERIMENT)
            .variants(BUTTON.variants())
            .layer(new Layer("shop", 50, 100))
            .build();
    Flag plain =
        Flag.percentage("plain", 50).toBuilder()
            .type(FlagType.EXPERIMENT)
            .layer(new Layer("half", 0, 50))
            .build();
    try (FeatureFlags layered = FeatureFlags.of(FlagSet.of(first, second, plain))) {
      Experiments experiments = Experiments.attach(layered, sink);
      for (int i = 0; i < 200; i++) {
        Evaluation evaluation = layered.integration().begin(User.of("user:" + i), Map.of());
        List.of("button", "other", "plain").forEach(evaluation::isOn);
        layered.integration().finish(evaluation, 200, null, Duration.ofMillis(1));
      }
      assertTrue(experiments.flush(Await.LONG));
    }
    Map<String, Long> counts =
        exposures.stream().collect(Collectors.groupingBy(Exposure::flag, Collectors.counting()));
    assertEquals(200, counts.get("button") + counts.get("other"));
    assertTrue(counts.values().stream().allMatch(it -> it > 60 && it < 140), counts::toString);
  }

  @Test
  void visitor_countsFromTheFirstRequestOn_sinceComingBackMayDependOnTheVariant() {
    Experiments experiments = Experiments.attach(features, sink);
    User visitor = User.of("anon").with(VisitorProof.ATTRIBUTE, "anon");
    Evaluation evaluation =
        features.integration().begin(visitor, Map.of(), VisitorProof.FIRST_SEEN, 0);
    evaluation.isOn("button");
    features.integration().finish(evaluation, 200, null, Duration.ofMillis(1));
    assertTrue(experiments.flush(Await.LONG));
    assertEquals(1, exposures.size());
  }

  @Test
  void assignmentThatChangesAndComesBack_isSentThreeTimes() {
    Experiments experiments = Experiments.attach(features, sink);
    request("anna", "button");
    String was = features.evaluate(User.of("anna")).variant("button", "");
    assertTrue(experiments.flush(Await.LONG));
    weights(was.equals("a") ? 0.001 : 1e6);
    request("anna", "button");
    assertTrue(experiments.flush(Await.LONG));
    weights(1);
    request("anna", "button");
    assertTrue(experiments.flush(Await.LONG));
    String other = was.equals("a") ? "b" : "a";
    assertEquals(List.of(was, other, was), exposures.stream().map(Exposure::variant).toList());
  }

  private void weights(double ofA) {
    List<Variant> variants = List.of(Variant.of("a", ofA), Variant.of("b", 1));
    String revision = store.find("button").orElseThrow().revision();
    store.put(BUTTON.toBuilder().variants(variants).build(), revision, Change.by("ann", null));
  }

  @Test
  void conversion_hasTheSameSubjectAsTheExposure() {
    Experiments experiments = Experiments.attach(features, sink);
    request("anna", "button");
    features.track(User.of("anna"), "purchase");
    features.track(User.of("anna"), "revenue", 49.9);
    features.track(User.of("anna"), " ");
    assertTrue(experiments.flush(Await.LONG));
    assertEquals(
        List.of("purchase", "revenue"), conversions.stream().map(Conversion::event).toList());
    assertEquals(exposures.get(0).subject(), conversions.get(1).subject());
    assertEquals(49.9, conversions.get(1).amount().orElseThrow());
    assertTrue(features.status().faults().toString().contains("tracking events"));
  }

  @Test
  void plainIds_areWrittenAsTheyAre_andFlagsOfOtherTypesMayBeMeasured() {
    Experiments experiments =
        Experiments.builder(features).sink(sink).plainIds().flags("rel*").attach();
    request("anna", "release");
    assertTrue(experiments.flush(Await.LONG));
    assertEquals("anna", exposures.get(0).subject());
    assertEquals("{\"off\":50.0,\"on\":50.0}", exposures.get(0).split());
  }

  /** "marked as sent only after it was queued", and a full queue never blocks. */
  @Test
  void exposureThatWasDropped_isSentAtTheNextRequest() throws InterruptedException {
    CountDownLatch inside = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    ExposureSink slow =
        (seen, did) -> {
          inside.countDown();
          go.await();
          sink.write(seen, did);
        };
    Experiments experiments = Experiments.builder(features).sink(slow).queue(1).attach();
    request("anna", "button");
    assertTrue(features.evidence().flush(Await.LONG));
    inside.await();
    request("bob", "button");
    request("cas", "button");
    assertTrue(features.evidence().flush(Await.LONG));
    assertEquals(1, experiments.dropped());
    go.countDown();
    assertTrue(experiments.flush(Await.LONG));
    request("cas", "button");
    assertTrue(experiments.flush(Await.LONG));
    assertEquals(3, exposures.size());
  }

  @Test
  void batchThatASinkRefused_comesAgain_andOthersDoNotWaitForIt() {
    AtomicBoolean refused = new AtomicBoolean();
    ExposureSink failing =
        (seen, did) -> {
          if (refused.compareAndSet(false, true)) {
            throw new IllegalStateException("not now");
          }
          sink.write(seen, did);
        };
    Experiments experiments = Experiments.attach(features, failing);
    request("anna", "button");
    assertTrue(experiments.flush(Await.LONG));
    assertEquals(1, exposures.size());
    assertEquals(0, experiments.dropped());
    assertTrue(features.status().faults().toString().contains("not now"));
  }

  @Test
  void closingTheEngine_writesWhatWaits(@TempDir Path directory) throws Exception {
    Path file = directory.resolve("exposures.jsonl");
    Experiments.attach(features, new JsonLinesExposures(file));
    request("anna", "button");
    features.track(User.of("anna"), "purchase");
    features.close();
    List<String> lines = Files.readAllLines(file);
    assertEquals(2, lines.size(), lines::toString);
    assertTrue(lines.get(0).contains("\"type\":\"exposure\""), lines.get(0));
    assertTrue(lines.get(1).contains("\"event\":\"purchase\""), lines.get(1));
  }

  @Test
  void wrongOptions_areRefused() {
    Experiments.Builder builder = Experiments.builder(features);
    assertThrows(IllegalStateException.class, builder::attach);
    assertThrows(IllegalArgumentException.class, () -> builder.idKey("short"));
    assertThrows(IllegalArgumentException.class, () -> builder.queue(0));
    assertThrows(IllegalArgumentException.class, () -> builder.alpha(0.5));
  }

  @Test
  void winner_isEverybodys() {
    Flag won = Winner.declare(BUTTON.toBuilder().percentage(10).build(), "b");
    try (FeatureFlags after = FeatureFlags.of(FlagSet.of(won))) {
      for (String id : new String[] {"anna", "bob", "staff", null}) {
        assertEquals("b", after.evaluate(User.of(id)).variant("button", ""));
      }
    }
    assertTrue(Winner.declare(Flag.percentage("f", 5), "on").enabled());
    assertThrows(IllegalArgumentException.class, () -> Winner.declare(BUTTON, "c"));
  }
}
