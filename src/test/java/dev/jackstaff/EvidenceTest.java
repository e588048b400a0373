package dev.jackstaff;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jackstaff.model.Decision;
import dev.jackstaff.model.Flag;
import dev.jackstaff.model.FlagSet;
import dev.jackstaff.model.User;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class EvidenceTest {
  private static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");
  private static final User ANNA = User.of("anna");

  private final FeatureFlags features =
      FeatureFlags.builder(
              FlagSet.of(
                  IntStream.range(0, 130)
                      .mapToObj(i -> Flag.builder("flag_" + i).percentage(50).build())
                      .toList()))
          .clock(() -> NOW)
          .build();

  @AfterEach
  void close() {
    features.close();
  }

  private void request(int status, String... asked) {
    Evaluation evaluation = features.integration().begin(ANNA, Map.of());
    for (String flag : asked) {
      evaluation.isOn(flag);
    }
    features.integration().finish(evaluation, status, null, Duration.ofMillis(7));
  }

  private void flush() {
    assertTrue(features.evidence().flush(Await.LONG));
  }

  @Test
  void request_finished_isToldOnAnotherThreadWithWhatItAskedFor() {
    RecordedEvidence notebook = new RecordedEvidence();
    features.evidence().listen(notebook);
    request(503, "flag_129", "flag_3", "flag_64", "flag_3");
    flush();
    FinishedRequest told = notebook.requests.get(0);
    assertNotEquals(Thread.currentThread(), notebook.thread);
    assertEquals(List.of("flag_3", "flag_64", "flag_129"), told.asked());
    assertEquals(List.of("flag_3", "flag_64", "flag_129"), visited(told));
    assertEquals(503, told.status());
    assertEquals(Duration.ofMillis(7), told.duration());
    assertNull(told.failure());
  }

  private static List<String> visited(FinishedRequest request) {
    List<String> names = new ArrayList<>();
    request.forEachAsked(
        decision -> {
          names.add(decision.flag());
          assertEquals(decision, request.evaluation().decision(decision.flag()));
        });
    return names;
  }

  @Test
  void follower_receivesRequestsInTheOrderOfTheirBeginnings_whicheverEndsFirst() {
    RecordedEvidence notebook = new RecordedEvidence();
    features.evidence().follow(notebook);
    Evaluation slow = features.integration().begin(ANNA, Map.of());
    Evaluation quick = features.integration().begin(User.of("bob"), Map.of());
    quick.isOn("flag_3");
    features.integration().finish(quick, 200, null, Duration.ofMillis(7));
    flush();
    assertEquals(
        List.of(slow, quick), notebook.begun.stream().map(RequestRecord::evaluation).toList());
    RequestRecord first = notebook.begun.get(0);
    assertEquals(NOW, first.begun());
    assertEquals(0, first.checks());
    assertNull(first.end());
    slow.isOn("flag_129");
    slow.isOn("flag_2");
    features.integration().finish(slow, 503, null, Duration.ofSeconds(9));
    List<String> checked = new ArrayList<>();
    first.forEachChecked(decision -> checked.add(decision.flag()));
    assertEquals(2, first.checks());
    assertEquals(List.of("flag_2", "flag_129"), checked);
    assertEquals(503, Objects.requireNonNull(first.end()).status());
    flush();
    assertEquals(List.of(), notebook.requests, "it follows");
  }

  @Test
  void response_isLookedAtUntilTheRequestEnds_andNeverAfterwards() {
    RecordedEvidence notebook = new RecordedEvidence();
    features.evidence().follow(notebook);
    Evaluation evaluation = features.integration().begin(ANNA, Map.of());
    AtomicInteger looks = new AtomicInteger();
    features.integration().answering(evaluation, () -> looks.incrementAndGet() > 1);
    flush();
    RequestRecord request = notebook.begun.get(0);
    assertFalse(request.isAnswering());
    assertTrue(request.isAnswering());
    features.integration().finish(evaluation, 200, null, Duration.ZERO);
    assertFalse(request.isAnswering());
    assertEquals(2, looks.get());
  }

  @Test
  void response_thatRefusesToBeLookedAt_hasNotBegun() {
    RecordedEvidence notebook = new RecordedEvidence();
    features.evidence().follow(notebook);
    Evaluation evaluation = features.integration().begin(ANNA, Map.of());
    features
        .integration()
        .answering(
            evaluation,
            () -> {
              throw new IllegalStateException("recycled");
            });
    flush();
    assertFalse(notebook.begun.get(0).isAnswering());
    features.integration().finish(evaluation, 200, null, Duration.ZERO);
    assertEquals(200, Objects.requireNonNull(notebook.begun.get(0).end()).status());
  }

  /** The container may give the response to another request as soon as the end has returned. */
  @Test
  void end_whileTheResponseIsLookedAt_waitsForIt_butNotForEver() throws InterruptedException {
    RecordedEvidence notebook = new RecordedEvidence();
    features.evidence().follow(notebook);
    Evaluation evaluation = features.integration().begin(ANNA, Map.of());
    CountDownLatch looking = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    features
        .integration()
        .answering(
            evaluation,
            () -> {
              looking.countDown();
              hold(go);
              return true;
            });
    flush();
    RequestRecord request = notebook.begun.get(0);
    Thread reader = new Thread(request::isAnswering);
    reader.start();
    assertTrue(looking.await(Await.LONG.toSeconds(), TimeUnit.SECONDS));
    features.integration().finish(evaluation, 200, null, Duration.ZERO);
    assertEquals(200, Objects.requireNonNull(request.end()).status(), "no request waits long");
    go.countDown();
    reader.join();
    assertEquals(200, Objects.requireNonNull(request.end()).status(), "and its end stays");
  }

  @Test
  void rounds_standStillWhileAListenerDoesNotReturn() throws InterruptedException {
    CountDownLatch busy = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    features
        .evidence()
        .follow(
            new EvidenceListener() {
              @Override
              public void begun(RequestRecord request) {
                busy.countDown();
                hold(go);
              }
            });
    request(200);
    assertTrue(busy.await(Await.LONG.toSeconds(), TimeUnit.SECONDS));
    long rounds = features.evidence().rounds();
    assertFalse(features.evidence().restart(), "it is alive");
    assertEquals(rounds, features.evidence().rounds());
    go.countDown();
    flush();
    assertTrue(features.evidence().rounds() > rounds);
  }

  @Test
  void request_ofAView_visitsTheViewsFlags() {
    RecordedEvidence notebook = new RecordedEvidence();
    features.evidence().listen(notebook);
    FeatureFlags some = features.only(List.of("flag_7?"));
    Evaluation evaluation = some.integration().begin(ANNA, Map.of());
    evaluation.isOn("flag_77");
    evaluation.isOn("flag_1");
    some.integration().finish(evaluation, 200, null, Duration.ZERO);
    flush();
    assertEquals(List.of("flag_77"), visited(notebook.requests.get(0)));
  }

  @Test
  void listeners_whenNothingWaits_areToldSo() {
    RecordedEvidence notebook = new RecordedEvidence();
    features.evidence().listen(notebook);
    request(200);
    flush();
    assertTrue(notebook.lines.contains("caught up after 1"), notebook.lines::toString);
  }

  @Test
  void listener_thatHasLeft_isToldNothingMore() {
    RecordedEvidence left = new RecordedEvidence();
    RecordedEvidence stays = new RecordedEvidence();
    Scope scope = features.evidence().listen(left);
    features.evidence().listen(stays);
    scope.close();
    request(200);
    flush();
    assertEquals(List.of(), left.requests);
    assertEquals(1, stays.requests.size());
  }

  @Test
  void listener_thatThrows_isReportedAndStopsNobody() {
    RecordedEvidence notebook = new RecordedEvidence();
    features
        .evidence()
        .listen(
            new EvidenceListener() {
              @Override
              public void finished(FinishedRequest request) {
                throw new IllegalStateException("no pencil");
              }
            });
    features.evidence().listen(notebook);
    request(200);
    request(200);
    flush();
    assertEquals(2, notebook.requests.size());
    assertTrue(features.status().faults().toString().contains("no pencil"));
  }

  @Test
  void evidence_thatNobodyTakesInTime_isDroppedAndCounted() throws InterruptedException {
    CountDownLatch busy = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    RecordedEvidence notebook = new RecordedEvidence();
    features
        .evidence()
        .listen(
            new EvidenceListener() {
              @Override
              public void tracked(TrackedEvent event) {
                busy.countDown();
                hold(go);
              }
            });
    features.evidence().listen(notebook);
    features.track(ANNA, "purchase");
    assertTrue(busy.await(Await.LONG.toSeconds(), TimeUnit.SECONDS));
    IntStream.range(0, 20_000).forEach(i -> features.track(ANNA, "purchase"));
    go.countDown();
    flush();
    assertTrue(features.evidence().dropped() > 0);
    assertEquals(20_001, notebook.events.size() + features.evidence().dropped());
  }

  private static void hold(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void flush_byAListener_isRefused() {
    List<RuntimeException> thrown = new ArrayList<>();
    features
        .evidence()
        .listen(
            new EvidenceListener() {
              @Override
              public void finished(FinishedRequest request) {
                thrown.add(
                    assertThrows(
                        IllegalStateException.class, () -> features.evidence().flush(Await.LONG)));
              }
            });
    request(200);
    flush();
    assertEquals(1, thrown.size());
  }

  @Test
  void engine_closed_tellsWhatWaitsBeforeItsPartsClose() {
    RecordedEvidence notebook = new RecordedEvidence();
    List<String> order = new ArrayList<>();
    features.evidence().listen(notebook);
    features.integration().attach(() -> order.add("first, after " + notebook.requests.size()));
    features.integration().attach(() -> order.add("second"));
    request(200);
    features.close();
    assertEquals(List.of("second", "first, after 1"), order);
  }

  @Test
  void part_thatFailsToClose_keepsNoOtherFromIt() {
    List<String> order = new ArrayList<>();
    features.integration().attach(() -> order.add("first"));
    features
        .integration()
        .attach(
            () -> {
              throw new java.io.IOException("disk full");
            });
    features
        .integration()
        .attach(
            () -> {
              throw new NoClassDefFoundError("undeployed");
            });
    features.close();
    assertEquals(List.of("first"), order);
    assertTrue(features.status().faults().toString().contains("disk full"));
  }

  @Test
  void track_inARequest_countsForItsUser() {
    RecordedEvidence notebook = new RecordedEvidence();
    features.evidence().listen(notebook);
    Flags.track("outside of any request");
    Scope scope = Flags.bind(features.evaluate(ANNA));
    Flags.track("purchase");
    Flags.track("revenue", 49.90);
    scope.close();
    flush();
    assertEquals(
        List.of(
            new TrackedEvent(ANNA, NOW, "purchase", OptionalDouble.empty()),
            new TrackedEvent(ANNA, NOW, "revenue", OptionalDouble.of(49.90))),
        notebook.events);
  }

  @Test
  void checkListener_isToldOfTheFirstCheckOfEachFlag() {
    List<Decision> checked = new ArrayList<>();
    Scope scope = features.listen((evaluation, decision) -> checked.add(decision));
    request(200, "flag_1", "flag_2", "flag_1", "no_such_flag");
    scope.close();
    request(200, "flag_3");
    assertEquals(List.of("flag_1", "flag_2"), checked.stream().map(Decision::flag).toList());
  }

  @Test
  void checkListener_thatThrows_isReportedAndBreaksNoRequest() {
    features.listen(
        (evaluation, decision) -> {
          throw new IllegalStateException("no pencil");
        });
    Evaluation evaluation = features.integration().begin(ANNA, Map.of());
    assertEquals(evaluation.decision("flag_1").on(), evaluation.isOn("flag_1"));
    assertTrue(features.status().faults().toString().contains("no pencil"));
  }

  @Test
  void requests_thatNobodyListensTo_keepNoBooks() {
    assertFalse(features.integration().isObserved());
    assertNull(features.integration().begin(ANNA, Map.of()).asked());
    Scope scope = features.evidence().listen(new RecordedEvidence());
    assertTrue(features.integration().isObserved());
    scope.close();
    assertFalse(features.integration().isObserved());
  }

  @Test
  void queue_ofEightProducers_losesNothingAndKeepsEachOnesOrder() throws InterruptedException {
    int producers = 8;
    int each = 50_000;
    EvidenceQueue queue = new EvidenceQueue(64);
    Thread[] threads = new Thread[producers];
    for (int p = 0; p < producers; p++) {
      int mine = p;
      threads[p] = new Thread(() -> produce(queue, mine, each));
      threads[p].start();
    }
    int[] next = new int[producers];
    for (int got = 0; got < producers * each; ) {
      if (queue.poll() instanceof int[] item) {
        assertEquals(next[item[0]]++, item[1]);
        got++;
      } else {
        Thread.onSpinWait();
      }
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertNull(queue.poll());
    assertTrue(Arrays.stream(next).allMatch(n -> n == each));
  }

  private static void produce(EvidenceQueue queue, int producer, int items) {
    for (int i = 0; i < items; i++) {
      int[] item = {producer, i};
      while (!queue.offer(item)) {
        Thread.onSpinWait();
      }
    }
  }
}
