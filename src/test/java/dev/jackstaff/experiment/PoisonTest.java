package dev.jackstaff.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jackstaff.Await;
import dev.jackstaff.Evaluation;
import dev.jackstaff.FeatureFlags;
import dev.jackstaff.Logged;
import dev.jackstaff.model.Flag;
import dev.jackstaff.model.FlagSet;
import dev.jackstaff.model.FlagType;
import dev.jackstaff.model.User;
import dev.jackstaff.model.Variant;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** An item that a sink never takes stops no other item, and a sink that is away loses none. */
final class PoisonTest {
  private static final String SECRET = "somebody's secret";

  private final FeatureFlags features =
      FeatureFlags.of(
          FlagSet.of(
              Flag.builder("button")
                  .type(FlagType.EXPERIMENT)
                  .enabled(true)
                  .variant(Variant.of("a", 50))
                  .variant(Variant.of("b\0" + SECRET, 50))
                  .build(),
              Flag.builder("plain").type(FlagType.EXPERIMENT).percentage(50).build()));
  private final Set<String> kept = new TreeSet<>();
  private final List<String> events = new ArrayList<>();
  private final AtomicInteger writes = new AtomicInteger();

  @AfterEach
  void close() {
    features.close();
  }

  /** Refuses batches. */
  private interface Refusal {
    void look(List<Exposure> exposures) throws Exception;
  }

  private ExposureSink sink(Refusal refusal) {
    return (exposures, conversions) -> {
      writes.incrementAndGet();
      refusal.look(exposures);
      exposures.forEach(e -> kept.add(e.subject()));
      conversions.forEach(c -> events.add(c.event()));
    };
  }

  private void request(String id, String flag) {
    Evaluation evaluation = features.integration().begin(User.of(id), Map.of());
    evaluation.isOn(flag);
    features.integration().finish(evaluation, 200, null, Duration.ofMillis(1));
  }

  private static boolean isBad(List<Exposure> exposures) {
    return exposures.stream().anyMatch(e -> e.subject().startsWith("bad"));
  }

  private static Exception content(String state) {
    return new SQLException("refused: value is " + SECRET, state);
  }

  static Stream<Arguments> contentFaults() {
    return Stream.of(
        Arguments.of("data", content("22021")),
        Arguments.of("integrity", content("23514")),
        Arguments.of("row too large", content("54000")),
        Arguments.of("raised by a trigger", content("P0001")),
        Arguments.of("a sink's own", new IllegalArgumentException("cannot be sent")),
        Arguments.of("a nested one", new StackOverflowError("deep")));
  }

  /** The first items that come are held, so that the batch has all the others. */
  @ParameterizedTest(name = "{0}")
  @MethodSource("contentFaults")
  void badItemsOfABatch_areDroppedAndCounted_andAllOthersWritten(String kind, Throwable fault)
      throws Exception {
    CountDownLatch inside = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    ExposureSink sink =
        sink(
            exposures -> {
              inside.countDown();
              go.await();
              if (isBad(exposures)) {
                throwIt(fault);
              }
            });
    try (Logged log = Logged.library()) {
      Experiments experiments = Experiments.builder(features).sink(sink).plainIds().attach();
      request("first", "plain");
      assertTrue(features.evidence().flush(Await.LONG));
      inside.await();
      for (int i = 0; i < 1000; i++) {
        request((i % 250 == 7 ? "bad:" : "good:") + i, "plain");
      }
      assertTrue(features.evidence().flush(Await.LONG));
      go.countDown();
      assertTrue(experiments.flush(Await.LONG));
      assertEquals(997, kept.size());
      assertEquals(4, experiments.dropped());
      assertTrue(writes.get() < 130, "two a level for each bad one: " + writes);
      assertEquals(List.of(), log.thrown().stream().filter(t -> t.contains(SECRET)).toList());
      assertTrue(log.warnings().size() <= 2, log.warnings()::toString);
      request("later", "plain");
      assertTrue(experiments.flush(Await.LONG));
      assertTrue(kept.contains("later"));
    }
  }

  /** Nobody has closed the experiments, so its thread goes on. */
  @Test
  void sinkThatThrowsAnInterrupt_endsNoThread() {
    AtomicInteger calls = new AtomicInteger();
    ExposureSink sink =
        sink(
            exposures -> {
              if (calls.getAndIncrement() == 0) {
                throw new InterruptedException("of its own");
              }
            });
    Experiments experiments = Experiments.builder(features).sink(sink).plainIds().attach();
    request("one", "plain");
    assertTrue(features.evidence().flush(Await.LONG));
    assertTrue(experiments.flush(Await.LONG));
    assertEquals(Set.of("one"), kept);
  }

  private static void throwIt(Throwable fault) throws Exception {
    if (fault instanceof Error error) {
      throw error;
    }
    throw (Exception) fault;
  }

  static Stream<Arguments> sinkFaults() {
    return Stream.of(
        Arguments.of(new SQLException("gone", "08006")),
        Arguments.of(new SQLException("locked", "55P03")),
        Arguments.of(new SQLException("serialization", "40001")),
        Arguments.of(new IOException("no space left on device")),
        Arguments.of(new OutOfMemoryError("test")),
        Arguments.of(new NoClassDefFoundError("test")));
  }

  @ParameterizedTest
  @MethodSource("sinkFaults")
  void sinkThatIsAway_losesNothing_andIsNotAskedForEachItem(Throwable fault) {
    AtomicInteger failures = new AtomicInteger(3);
    ExposureSink sink =
        sink(
            exposures -> {
              if (failures.getAndDecrement() > 0) {
                throwIt(fault);
              }
            });
    Experiments experiments = Experiments.builder(features).sink(sink).plainIds().attach();
    IntStream.range(0, 100).forEach(i -> request("user:" + i, "plain"));
    assertTrue(experiments.flush(Await.LONG));
    assertEquals(100, kept.size());
    assertEquals(0, experiments.dropped());
    assertTrue(writes.get() < 12, "no item is tried on its own: " + writes);
  }

  @Test
  void idAndVariantThatNoColumnTakes_areDroppedBeforeTheSink() {
    ExposureSink sink = sink(exposures -> {});
    Experiments experiments = Experiments.builder(features).sink(sink).plainIds().attach();
    request("with\0nul", "plain");
    request("half\uD83C", "plain");
    request("anna", "plain");
    request("b".repeat(255) + "🏴", "plain");
    assertTrue(experiments.flush(Await.LONG));
    assertEquals(Set.of("anna", "b".repeat(255)), kept);
    assertEquals(2, experiments.dropped());
    IntStream.range(0, 50).forEach(i -> request("user:" + i, "button"));
    assertTrue(experiments.flush(Await.LONG));
    assertEquals(50 + 4, kept.size() + experiments.dropped());
    assertTrue(kept.size() > 10 && experiments.dropped() > 10);
    assertFalse(features.status().faults().toString().contains(SECRET));
  }

  @ParameterizedTest
  @ValueSource(strings = {"search:\0", "line\nbreak", "\u0085", "half\uDC00", "", " "})
  void eventThatCannotBeStored_isIgnored_withoutItsText(String event) {
    Experiments experiments = Experiments.attach(features, sink(exposures -> {}));
    features.track(User.of("anna"), event + (event.isBlank() ? "" : SECRET));
    features.track(User.of("anna"), "purchase");
    assertTrue(experiments.flush(Await.LONG));
    assertEquals(List.of("purchase"), events);
    assertFalse(features.status().faults().toString().contains(SECRET));
    assertTrue(features.status().faults().toString().contains("tracking events"));
  }
}
