package dev.jackstaff.hygiene;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jackstaff.Await;
import dev.jackstaff.Evaluation;
import dev.jackstaff.FeatureFlags;
import dev.jackstaff.Flags;
import dev.jackstaff.Scope;
import dev.jackstaff.hygiene.FlagUsage.ResultCount;
import dev.jackstaff.internal.json.FlagJson;
import dev.jackstaff.model.Flag;
import dev.jackstaff.model.FlagOverride;
import dev.jackstaff.model.FlagSet;
import dev.jackstaff.model.User;
import dev.jackstaff.model.Variant;
import dev.jackstaff.store.Change;
import dev.jackstaff.store.MemoryFlagStore;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The counts of one node, with a clock that the test sets. */
final class UsageLogTest {
  private static final Duration NEVER = Duration.ofDays(1);
  private static final Change ANN = Change.by("ann", null);
  private static final Flag NEW_SEARCH = Flag.users("new_search", "ann");
  private static final Flag BUTTON =
      Flag.builder("button")
          .enabled(true)
          .users("ann")
          .variant(Variant.of("blue", 0))
          .variant(Variant.of("green", 1))
          .build();

  private Instant now = Instant.parse("2026-11-23T12:00:00Z");
  private final MemoryFlagStore store = MemoryFlagStore.of(FlagSet.of(NEW_SEARCH, BUTTON));
  private final FeatureFlags features = FeatureFlags.builder(store).clock(() -> now).build();
  private final UsageLog log = UsageLog.builder(features).interval(NEVER).attach();

  @AfterEach
  void close() {
    features.close();
  }

  private void request(String user, String... asked) {
    request(user, Map.of(), asked);
  }

  private void request(String user, Map<String, FlagOverride> overrides, String... asked) {
    Evaluation evaluation = features.integration().begin(User.of(user), overrides);
    for (String flag : asked) {
      evaluation.isOn(flag);
    }
    features.integration().finish(evaluation, 200, null, Duration.ZERO);
  }

  private Usage usage() throws SQLException {
    assertTrue(log.flush(Await.LONG));
    return log.usage();
  }

  private FlagUsage of(String flag) throws SQLException {
    return usage().of(flag).orElseThrow();
  }

  @Test
  void requests_countOnceForEachFlagThatTheyAskFor() throws SQLException {
    request("ann", "new_search", "new_search", "button");
    request("bob", "new_search");
    request("bob");
    assertEquals(Map.of("on", 1L, "off", 1L), of("new_search").counts());
    assertEquals(Map.of("green", 1L), of("button").counts());
    assertEquals(Map.of(LocalDate.of(2026, 11, 23), 3L), usage().days());
  }

  @Test
  void times_areThoseOfTheDecisions() throws SQLException {
    Instant begin = now;
    request("ann", "new_search");
    now = begin.plusSeconds(60);
    request("ann", "new_search");
    Instant last = now;
    now = begin.plus(Duration.ofDays(1));
    FlagUsage usage = of("new_search");
    ResultCount on = new ResultCount("on", FlagJson.revision(NEW_SEARCH), 2, begin, last);
    assertEquals(List.of(on), usage.answers());
    assertEquals(last, usage.lastAsked().orElseThrow());
    assertEquals(begin, usage.since());
    assertEquals(now, usage.decided());
  }

  @Test
  void flag_isKnownSinceItIsDefined_alsoIfNobodyAsks() throws SQLException {
    Instant begin = now;
    assertEquals(begin, of("new_search").since());
    now = begin.plus(Duration.ofDays(3));
    store.put(Flag.on("later"), null, ANN);
    assertEquals(now, of("later").since());
    assertEquals(begin, of("new_search").since());
    assertEquals(now, of("new_search").decided());
    assertTrue(of("later").lastAsked().isEmpty());
  }

  /** Also where a long request ends after the change. */
  @Test
  void versions_areCountedApart_byWhatDecided() throws SQLException {
    Evaluation before = features.integration().begin(User.of("bob"), Map.of());
    Flag all = Flag.on("new_search");
    store.put(all, store.find("new_search").orElseThrow().revision(), ANN);
    request("bob", "new_search");
    before.isOn("new_search");
    features.integration().finish(before, 200, null, Duration.ZERO);
    features.isEnabled("new_search", "bob");
    List<ResultCount> answers = of("new_search").answers();
    assertEquals(
        Map.of(FlagJson.revision(NEW_SEARCH) + "off", 1L, FlagJson.revision(all) + "on", 2L),
        Map.of(
            answers.get(0).revision() + answers.get(0).result(), answers.get(0).asked(),
            answers.get(1).revision() + answers.get(1).result(), answers.get(1).asked()));
  }

  @Test
  @SuppressWarnings("try") // the scope is not asked, it holds
  void outsideRequests_eachQuestionCounts_andEachEvaluationOnce() throws SQLException {
    features.isEnabled("new_search", "ann");
    features.isEnabled("new_search", "ann");
    features.decide("new_search", User.of("bob"));
    try (Scope scope = Flags.bind(features.evaluate(User.of("ann")))) {
      assertTrue(Flags.on("new_search"));
      assertTrue(Flags.on("new_search"));
    }
    features.evaluate(User.of("ann")).decision("new_search");
    features.evaluate(User.of("ann"), now).isOn("new_search");
    assertEquals(Map.of("on", 3L, "off", 1L), of("new_search").counts());
    assertEquals(Map.of(LocalDate.of(2026, 11, 23), 4L), usage().days());
  }

  @Test
  void testers_areCountedApart() throws SQLException {
    request("bob", Map.of("new_search", new FlagOverride(true, null)), "new_search");
    FlagUsage usage = of("new_search");
    assertEquals(List.of(), usage.answers());
    assertEquals(new ResultCount("", "", 1, now, now), usage.overridden());
    assertEquals(now, usage.lastAsked().orElseThrow());
  }

  @Test
  void namesThatNoFlagHas_areCounted_cleaned_andBounded() throws SQLException {
    request("ann", "gone", "gone");
    features.isEnabled("gone", "ann");
    assertEquals(3, of("gone").undefined().asked());
    now = now.plusSeconds(60);
    request("ann", "gone", "a\0b\n<i>\uD800");
    assertEquals(new ResultCount("", "", 4, now.minusSeconds(60), now), of("gone").undefined());
    assertEquals(1, of("a b <i> ").undefined().asked());
    for (int i = 0; i < 1_500; i++) {
      features.isEnabled("gone_" + i, null);
    }
    long names = usage().flags().values().stream().filter(it -> it.undefined() != null).count();
    assertEquals(1_000, names);
  }

  @Test
  void whatIsForgotten_isWhatNobodyHeardOfFor90Days() throws SQLException {
    request("ann", "button", "gone");
    assertTrue(usage().of("gone").isPresent());
    store.remove("button", store.find("button").orElseThrow().revision(), false, ANN);
    Instant begin = now;
    for (int day = 90; day <= 91; day++) {
      now = begin.plus(Duration.ofDays(day));
      request("ann");
      assertTrue(usage().of("button").isPresent());
    }
    now = now.plus(Duration.ofDays(1));
    Usage usage = usage();
    assertTrue(usage.of("button").isEmpty());
    assertTrue(usage.of("gone").isEmpty());
    assertEquals(2, usage.days().size());
    assertTrue(usage.of("new_search").isPresent(), "is still defined");
  }

  @Test
  void clockThatJumpsAhead_forgetsNothing() throws SQLException {
    request("ann", "button", "gone");
    store.remove("button", store.find("button").orElseThrow().revision(), false, ANN);
    now = now.plus(Duration.ofDays(200));
    request("ann");
    assertTrue(usage().of("button").isPresent());
    assertTrue(usage().of("gone").isPresent());
  }

  @Test
  void manyThreads_loseNothing() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(8);
    List<Future<?>> jobs = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      jobs.add(
          threads.submit(
              () -> {
                for (int n = 0; n < 20_000; n++) {
                  features.isEnabled("new_search", n % 4 == 0 ? "ann" : "bob");
                }
              }));
    }
    for (int i = 0; i < 50; i++) {
      log.usage();
    }
    for (Future<?> job : jobs) {
      job.get();
    }
    threads.shutdown();
    assertEquals(Map.of("on", 40_000L, "off", 120_000L), of("new_search").counts());
  }

  @Test
  void secondLog_isRefused() {
    assertThrows(IllegalStateException.class, () -> UsageLog.attach(features));
    assertThrows(
        IllegalArgumentException.class, () -> UsageLog.builder(features).interval(Duration.ZERO));
  }

  @Test
  void engineThatIsClosed_isWatchedNoMore() {
    assertTrue(features.integration().isObserved());
    features.close();
    assertFalse(features.integration().isObserved());
  }
}
