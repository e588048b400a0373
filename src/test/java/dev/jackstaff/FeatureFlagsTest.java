package dev.jackstaff;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jackstaff.internal.eval.CompiledFlags;
import dev.jackstaff.model.Decision;
import dev.jackstaff.model.Flag;
import dev.jackstaff.model.FlagOverride;
import dev.jackstaff.model.FlagSet;
import dev.jackstaff.model.Kill;
import dev.jackstaff.model.Schedule;
import dev.jackstaff.model.Source;
import dev.jackstaff.model.User;
import dev.jackstaff.store.Change;
import dev.jackstaff.store.FlagStore;
import dev.jackstaff.store.MemoryFlagStore;
import dev.jackstaff.store.StoreStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

final class FeatureFlagsTest {
  private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
  private static final User ANNA = User.of("anna");

  private static final FlagSet FLAGS =
      FlagSet.of(
          Flag.on("base"),
          Flag.builder("shop_cart").enabled(true).requires("base").build(),
          Flag.users("shop_search", "anna"),
          Flag.off("off"),
          Flag.builder("killed").enabled(true).killed(new Kill("ben", NOON, "it hurts")).build());

  private final AtomicReference<Instant> now = new AtomicReference<>(NOON);
  private final FeatureFlags features = FeatureFlags.builder(FLAGS).clock(() -> now.get()).build();

  @Test
  void flag_isDecidedForTheUserWhoIsNamed() {
    assertTrue(features.isEnabled("shop_search", "anna"));
    assertFalse(features.isEnabled("shop_search", "ben"));
    assertFalse(features.isEnabled("shop_search", null));
    assertTrue(features.isEnabled("shop_cart", null));
  }

  @Test
  void evaluation_hasTheUserTheInstantAndEveryDecisionInOrder() {
    Evaluation evaluation = features.evaluate(ANNA);
    assertEquals(ANNA, evaluation.user());
    assertEquals(NOON, evaluation.at());
    assertEquals(List.of("base", "shop_cart", "shop_search"), evaluation.active());
    assertEquals(List.copyOf(evaluation.decisions().keySet()), features.names());
  }

  @Test
  void evaluation_ofAnotherInstant_goesByThatInstant() {
    Schedule ramp = Schedule.from(NOON, Schedule.Step.after(Duration.ofHours(1), 100));
    try (FeatureFlags ramping =
        FeatureFlags.builder(FlagSet.of(Flag.builder("ramp").schedule(ramp).build()))
            .clock(() -> NOON)
            .build()) {
      assertFalse(ramping.evaluate(ANNA).isOn("ramp"));
      assertTrue(ramping.evaluate(ANNA, NOON.plusSeconds(3600)).isOn("ramp"));
    }
  }

  @Test
  void view_hasItsNamesAndGlobsOnly_whichAnswerAsInTheWholeSet() {
    FeatureFlags shop = features.only(List.of("shop_*", "of?", "none"));
    assertEquals(List.of("shop_cart", "shop_search", "off"), shop.names());
    Evaluation evaluation = shop.evaluate(ANNA);
    // It requires base, which is not in the view.
    assertTrue(evaluation.isOn("shop_cart"));
    assertFalse(evaluation.isOn("base"));
    assertEquals(List.of("shop_cart", "shop_search"), evaluation.active());
    assertTrue(features.integration().isOriginOf(evaluation));
  }

  @Test
  void view_followsTheSet() {
    MemoryFlagStore store = MemoryFlagStore.of(FLAGS);
    try (FeatureFlags following = FeatureFlags.of(store)) {
      FeatureFlags shop = following.only(List.of("shop_*"));
      put(store, Flag.on("shop_search"));
      put(store, Flag.off("base"));
      assertEquals(List.of("shop_search"), shop.evaluate(User.of("ben")).active());
    }
  }

  @Test
  void override_holdsForEverybody_untilItIsClosed() {
    Scope scope = features.override(Map.of("off", FlagOverride.ON, "base", FlagOverride.OFF));
    assertTrue(features.isEnabled("off", "ben"));
    assertFalse(features.isEnabled("base", null));
    assertFalse(features.isEnabled("shop_cart", null), "its requirement is overridden");
    assertTrue(features.only(List.of("off")).evaluate(ANNA).isOn("off"));
    assertTrue(features.integration().begin(ANNA, Map.of()).isOn("off"));
    assertTrue(features.evaluate(ANNA, NOON).isOn("off"));
    assertFalse(features.integration().begin(ANNA, Map.of("off", FlagOverride.OFF)).isOn("off"));
    scope.close();
    assertFalse(features.isEnabled("off", "ben"));
    assertTrue(features.isEnabled("shop_cart", null));
  }

  @Test
  void override_closedTwice_leavesTheSameOneOfTheNextTestInForce() {
    Map<String, FlagOverride> wanted = Map.of("off", FlagOverride.ON);
    Scope first = features.override(wanted);
    first.close();
    Scope second = features.override(wanted);
    first.close();
    assertTrue(features.isEnabled("off", "ben"));
    second.close();
    assertFalse(features.isEnabled("off", "ben"));
  }

  @Test
  void killSwitch_winsOverAnOverride() {
    Scope scope = features.override(Map.of("killed", FlagOverride.ON));
    Decision decision = features.evaluate(ANNA).decision("killed");
    assertFalse(decision.on());
    assertEquals(Source.KILL, decision.source());
    assertFalse(features.isEnabled("killed", "anna"));
    scope.close();
  }

  @Test
  void overrideOfAFlagThatIsNotDefined_isRefused() {
    Throwable refused =
        assertThrows(
            IllegalArgumentException.class, () -> features.override(Map.of("of", FlagOverride.ON)));
    assertTrue(
        refused
            .getMessage()
            .startsWith("of is not defined; did you mean 'off'?; defined are [base, "));
    assertEquals(List.of("base", "shop_cart", "shop_search"), features.evaluate(ANNA).active());
  }

  @Test
  void secondOverride_isRefused_untilTheFirstIsClosed() {
    Scope first = features.override(Map.of("off", FlagOverride.ON));
    Map<String, FlagOverride> other = Map.of("base", FlagOverride.OFF);
    assertThrows(IllegalStateException.class, () -> features.override(other));
    first.close();
    Scope second = features.override(other);
    first.close();
    assertFalse(features.isEnabled("base", null), "the first was closed twice");
    second.close();
  }

  @Test
  void unknownNames_areOff_saidOnce_counted_andBounded() {
    try (Logged log = Logged.library()) {
      assertFalse(features.isEnabled("old", "anna"));
      assertFalse(features.evaluate(ANNA).isOn("old"));
      assertEquals(1, log.lines("flag old was checked").size());
      assertEquals(Map.of("old", 2L), features.status().unknown());
      for (int i = 0; i < 1_500; i++) {
        assertFalse(features.isEnabled("from_a_request_" + i, null));
      }
      assertEquals(1_000, features.status().unknown().size());
      assertEquals(100, log.warnings().size(), "the others are only counted");
    }
  }

  @Test
  void unknownName_isCut_asNoFlagHasALongerOne() {
    features.isEnabled("x".repeat(100), null);
    features.isEnabled("y".repeat(1_000_000), null);
    String cut = "y".repeat(99) + "…";
    assertEquals(Map.of("x".repeat(100), 1L, cut, 1L), features.status().unknown());
  }

  @Test
  void unknownName_breaksNoLineOfTheLog() {
    try (Logged log = Logged.library()) {
      features.isEnabled("a\nERROR forged " + "x".repeat(1_000), null);
      assertEquals(1, log.warnings().size());
      assertFalse(log.warnings().get(0).contains("\n"));
      assertTrue(log.warnings().get(0).length() < 300);
    }
  }

  @Test
  void status_isTheStores() {
    StoreStatus stale = StoreStatus.stale(NOON, "flags.json: there is no such file");
    FeatureFlags following = FeatureFlags.of(new StubStore(FLAGS).status(stale));
    assertEquals(StoreStatus.State.STALE, following.status().state());
    assertEquals(stale, following.status().store());
    assertEquals(StoreStatus.ready(NOON), features.status().store());
  }

  @Test
  void listenerThatThrows_isReportedOnce_andTheOthersAreTold() {
    List<FinishedRequest> told = new ArrayList<>();
    FeatureFlags observed =
        FeatureFlags.builder(FLAGS)
            .listener(
                request -> {
                  throw new IllegalStateException("asked");
                })
            .listener(told::add)
            .build();
    try (Logged log = Logged.library()) {
      for (int i = 0; i < 3; i++) {
        Evaluation evaluation = observed.integration().begin(ANNA, Map.of());
        assertTrue(evaluation.isOn("base"));
        observed.integration().finish(evaluation, 200, null, Duration.ofMillis(5));
      }
      assertEquals(1, log.warnings().size());
    }
    assertEquals(3, told.size());
    assertEquals(List.of("base"), told.get(0).asked());
    assertEquals(1, observed.status().faults().size());
  }

  @Test
  void failure_hidesNoOtherOfTheSamePart_andIsLoggedOnce() {
    try (Logged log = Logged.library()) {
      for (int i = 0; i < 3; i++) {
        features.integration().report("a part", new IllegalStateException("attempt " + i));
        features.integration().report("a part", new StackOverflowError());
      }
      assertEquals(2, log.warnings().size());
    }
    assertEquals(
        List.of(
            "a part: java.lang.IllegalStateException: attempt 0",
            "a part: java.lang.StackOverflowError"),
        features.status().faults());
  }

  @Test
  void evaluationThatNobodyObserves_recordsNothing() {
    Evaluation evaluation = features.integration().begin(ANNA, Map.of());
    assertTrue(evaluation.isOn("base"));
    features.integration().finish(evaluation, 200, null, Duration.ZERO);
    assertFalse(features.integration().isObserved());
  }

  @Test
  void sourceThatThrows_leavesEverythingOff() {
    FeatureFlags broken = FeatureFlags.of(new Broken());
    try (Logged log = Logged.library()) {
      assertFalse(broken.isEnabled("on", "anna"));
      assertFalse(broken.evaluate(ANNA).isOn("on"));
      assertFalse(broken.evaluate(ANNA, NOON).isOn("on"));
      assertEquals(1, log.lines("deciding by another system failed").size());
    }
  }

  @Test
  void stepOfASchedule_isLoggedOnce_whenItIsReached() {
    Schedule ramp =
        Schedule.from(NOON, Schedule.Step.days(0, 5), Schedule.Step.after(Duration.ofHours(1), 25));
    Engine engine = new Engine(() -> now.get(), List.of(), CompiledFlags.RECENT_BYTES, true);
    try (Logged log = Logged.library()) {
      engine.use(FlagSet.of(Flag.builder("new_checkout").schedule(ramp).build()));
      engine.tick();
      assertEquals(List.of(), log.lines("Auto-rollout"));
      now.set(NOON.plus(Duration.ofHours(1)));
      engine.tick();
      engine.tick();
      assertEquals(List.of("Auto-rollout new_checkout: 5.0% → 25.0%"), log.lines("Auto-rollout"));
    } finally {
      engine.close();
    }
  }

  @Test
  void stepInTheSecondOfAnEdit_isLoggedToo() {
    Schedule ramp = Schedule.from(NOON, Schedule.Step.after(Duration.ofHours(1), 25));
    Flag flag = Flag.builder("new_checkout").schedule(ramp).build();
    Engine engine = new Engine(() -> now.get(), List.of(), CompiledFlags.RECENT_BYTES, true);
    try (Logged log = Logged.library()) {
      engine.use(FlagSet.of(flag));
      now.set(NOON.plus(Duration.ofHours(1)));
      engine.use(FlagSet.of(flag, Flag.on("other")));
      engine.tick();
      assertEquals(List.of("Auto-rollout new_checkout: 0.0% → 25.0%"), log.lines("Auto-rollout"));
    } finally {
      engine.close();
    }
  }

  @Test
  void closedEngine_leavesNoThread_andNoWatch_andClosesItsStore() throws Exception {
    Schedule ramp = Schedule.from(NOON, Schedule.Step.days(0, 5));
    MemoryFlagStore store =
        MemoryFlagStore.of(FlagSet.of(Flag.builder("ramp").schedule(ramp).build()));
    List<Thread> before = threads();
    FeatureFlags following = FeatureFlags.of(store);
    List<Thread> its = new ArrayList<>(threads());
    its.removeAll(before);
    assertEquals(1, its.size());
    following.close();
    following.close();
    its.get(0).join(10_000);
    assertFalse(its.get(0).isAlive());
    put(store, Flag.on("ramp"));
    assertFalse(following.isEnabled("ramp", null), "it follows no more");
  }

  private static List<Thread> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals("jackstaff-schedules"))
        .toList();
  }

  @Test
  void view_closesNothing() {
    StubStore store = new StubStore(FLAGS);
    FeatureFlags following = FeatureFlags.of(store);
    following.only(List.of("base")).close();
    assertEquals(0, store.closed());
    following.close();
    assertEquals(1, store.closed());
  }

  @Test
  void newestSet_decides_howeverLateItsNews() {
    Late store = new Late();
    try (FeatureFlags following = FeatureFlags.of(store)) {
      assertTrue(following.isEnabled("second", null), "arrived while the engine was made");
      store.flags = FlagSet.of(Flag.on("fourth"));
      store.listener.accept(FlagSet.of(Flag.on("third")));
      assertEquals(List.of("fourth"), following.names());
    }
  }

  private static void put(MemoryFlagStore store, Flag flag) {
    String revision = store.find(flag.name()).orElseThrow().revision();
    store.put(flag, revision, Change.by("test", null));
  }

  /** A store whose set changes as soon as somebody watches. */
  private static final class Late implements FlagStore {
    private FlagSet flags = FlagSet.of(Flag.on("first"));
    private Consumer<FlagSet> listener = set -> {};

    @Override
    public FlagSet flags() {
      return flags;
    }

    @Override
    public Watch watch(Consumer<FlagSet> watcher) {
      listener = listener.andThen(watcher);
      flags = FlagSet.of(Flag.on("second"));
      watcher.accept(flags);
      return () -> {};
    }

    @Override
    public StoreStatus status() {
      return StoreStatus.ready(NOON);
    }

    @Override
    public void close() {
      // Nothing is held open.
    }
  }

  private static final class Broken implements FlagSource {
    @Override
    public List<String> names() {
      return List.of("on");
    }

    @Override
    public Evaluation evaluate(User user, Instant at) {
      throw new IllegalStateException("asked");
    }

    @Override
    public Evaluation evaluate(User user, Instant at, Map<String, FlagOverride> overrides) {
      throw new IllegalStateException("asked");
    }

    @Override
    public FlagSource only(Predicate<String> names) {
      return this;
    }
  }
}
