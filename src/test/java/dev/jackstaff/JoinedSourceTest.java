package dev.jackstaff;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jackstaff.model.Decision;
import dev.jackstaff.model.ErrorCode;
import dev.jackstaff.model.Flag;
import dev.jackstaff.model.FlagOverride;
import dev.jackstaff.model.FlagSet;
import dev.jackstaff.model.InvalidFlagsException;
import dev.jackstaff.model.Kill;
import dev.jackstaff.model.Reason;
import dev.jackstaff.model.Source;
import dev.jackstaff.model.User;
import dev.jackstaff.store.Change;
import dev.jackstaff.store.MemoryFlagStore;
import dev.jackstaff.store.StoreStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** Own flags and those of other systems in one set. */
final class JoinedSourceTest {
  private static final User ANNA = User.of("anna");
  private static final Change CHANGE = Change.by("test", null);
  private static final Kill KILL = new Kill("ben", Instant.EPOCH, "it hurts");

  private final MemoryFlagStore store =
      MemoryFlagStore.of(
          FlagSet.of(Flag.on("own"), Flag.builder("killed").enabled(true).killed(KILL).build()));
  private final ScriptedSystem system = new ScriptedSystem("theirs", "button");
  private final ScriptedSystem third = ScriptedSystem.of("third", true);
  private final FeatureFlags features;

  JoinedSourceTest() {
    system.values.put("theirs", true);
    system.values.put("button", "green");
    features = FeatureFlags.builder(store).join(system.source()).join(third.source()).build();
  }

  @Test
  void flags_standInTheOrderInWhichTheirSourcesWereJoined() {
    List<String> order = List.of("own", "killed", "theirs", "button", "third");
    assertEquals(order, features.names());
    assertEquals(order, List.copyOf(features.evaluate(ANNA).decisions().keySet()));
    assertEquals("own,theirs,button,third", features.evaluate(ANNA).active(2048).value());
  }

  @Test
  void decision_namesTheSystem_andOwnOnesTheirReasonAsEver() {
    Evaluation evaluation = features.evaluate(ANNA);
    Decision theirs = evaluation.decision("theirs");
    assertEquals("harbour", theirs.system());
    assertEquals("harbour", theirs.sourceText());
    assertEquals(Source.PROVIDER, theirs.source());
    assertEquals("default", evaluation.decision("own").sourceText());
    assertEquals("kill", evaluation.decision("killed").sourceText());
    assertEquals(
        Map.of("theirs", "harbour", "button", "harbour", "third", "harbour"),
        features.integration().external());
    assertEquals(List.of("own", "killed"), ownNames());
  }

  private List<String> ownNames() {
    return features.definitions().flags().stream().map(Flag::name).toList();
  }

  @Test
  void eachSystem_isAskedOncePerEvaluation() {
    Evaluation evaluation = features.evaluate(ANNA);
    assertTrue(evaluation.isOn("theirs") && evaluation.isOn("third"));
    assertEquals("green", evaluation.variant("button", "control"));
    assertEquals(1, system.asked);
    assertEquals(1, third.asked);
  }

  @Test
  void ownFlag_isAskedForWithoutTheOthers() {
    assertTrue(features.isEnabled("own", "anna"));
    assertEquals(0, system.asked);
    assertTrue(features.isEnabled("theirs", "anna"));
    assertFalse(features.isEnabled("nowhere", "anna"));
    assertEquals(Map.of("nowhere", 1L), features.status().unknown());
  }

  @Test
  void twoFlagsOfOneName_areRefusedAtTheStart_withAllProblems() {
    ScriptedSystem twice = new ScriptedSystem("own", "button", "flags");
    var builder = FeatureFlags.builder(store).join(system.source()).join(twice.source());
    InvalidFlagsException refusal = assertThrows(InvalidFlagsException.class, builder::build);
    List<String> lines = refusal.getMessage().lines().toList();
    assertEquals(3, lines.size(), refusal.getMessage());
    assertEquals(
        "own: is decided by the definitions here and again by harbour; remove it from one of them",
        lines.get(0));
    assertTrue(lines.get(1).startsWith("button: is decided by harbour and again by harbour"));
    assertTrue(lines.get(2).contains("'flags' is reserved"), lines.get(2));
    assertTrue(twice.watchers.isEmpty(), "nothing is left behind");
  }

  @Test
  void nameThatTheStoreBringsLater_isTheOwnOne_andTheStatusSaysSo() {
    store.put(Flag.off("theirs"), null, CHANGE);
    assertFalse(features.evaluate(ANNA).isOn("theirs"));
    assertEquals(List.of("own", "killed", "theirs", "button", "third"), features.names());
    assertTrue(features.status().faults().toString().contains("theirs: is decided by"));
    store.remove("theirs", store.find("theirs").orElseThrow().revision(), false, CHANGE);
    assertTrue(features.evaluate(ANNA).isOn("theirs"));
  }

  @Test
  void store_isFollowed_alsoThroughAView() {
    try (FeatureFlags some = features.only(List.of("new*", "button"))) {
      assertEquals(List.of("button"), some.names());
      store.put(Flag.on("new_search"), null, CHANGE);
      assertEquals(List.of("new_search", "button"), some.names());
      assertEquals(List.of("new_search", "button"), some.evaluate(ANNA).active());
      store.kill("new_search", CHANGE);
      assertEquals(List.of("button"), some.evaluate(ANNA).active());
      assertEquals(Map.of("button", "harbour"), some.integration().external());
    }
  }

  @Test
  void watch_tellsOfOwnAndForeignChanges_andAViewOnlyOfItsOwn() {
    List<Set<String>> told = new ArrayList<>();
    List<Set<String>> some = new ArrayList<>();
    features.watch(told::add);
    features.only(List.of("button")).watch(some::add);
    store.kill("own", CHANGE);
    system.change("theirs");
    system.change("theirs", "button");
    assertEquals(List.of(Set.of("own"), Set.of("theirs"), Set.of("theirs", "button")), told);
    assertEquals(List.of(Set.of("button")), some);
  }

  @Test
  void flagsThatASystemAddsAndRemoves_comeAndGo() {
    List<Set<String>> told = new ArrayList<>();
    features.watch(told::add);
    system.flags = List.of("button", "fresh", "own", "flags");
    system.values.put("fresh", true);
    system.values.put("own", false);
    assertFalse(features.evaluate(ANNA).isOn("theirs"), "gone, before anybody has told");
    system.change("theirs", "fresh", "own");
    assertEquals(List.of("own", "killed", "button", "fresh", "third"), features.names());
    assertTrue(features.evaluate(ANNA).isOn("fresh"));
    assertTrue(features.evaluate(ANNA).isOn("own"), "it was here first");
    assertEquals(List.of(Set.of("theirs", "fresh", "own")), told);
    String faults = features.status().faults().toString();
    assertTrue(faults.contains("own: is") && faults.contains("harbour: the name 'flags'"), faults);
  }

  @Test
  void systemThatThrows_costsItsFlagsOnly_andIsSaidOnce() {
    system.failure = new IllegalStateException("aground");
    try (Logged log = Logged.library()) {
      for (int i = 0; i < 3; i++) {
        Evaluation evaluation = features.evaluate(ANNA);
        assertEquals(List.of("own", "third"), evaluation.active());
        assertEquals(ErrorCode.PROVIDER_NOT_READY, evaluation.decision("theirs").error());
      }
      assertEquals(1, log.warnings().size(), log.warnings().toString());
    }
    assertTrue(features.status().faults().toString().contains("aground"));
  }

  @Test
  void sourceOfSomebodyElse_mayThrowWhatItLikes() {
    for (Throwable thrown :
        List.of(
            new IllegalStateException(), new StackOverflowError(), new NoClassDefFoundError())) {
      try (FeatureFlags joined = FeatureFlags.builder(store).join(new Odd(thrown)).build()) {
        Evaluation evaluation = joined.evaluate(ANNA);
        assertEquals(List.of("own"), evaluation.active());
        assertEquals(ErrorCode.GENERAL, evaluation.decision("odd").error());
        assertEquals(1, joined.status().faults().size());
      }
    }
  }

  @Test
  void sourceThatCannotListItsFlags_isRefusedAtTheStart_andKeepsNoChangeOutLater() {
    Odd odd = new Odd(null);
    FeatureFlags joined = FeatureFlags.builder(store).join(odd).build();
    odd.listed = false;
    store.kill("own", CHANGE);
    assertEquals(List.of(), joined.evaluate(ANNA).active());
    assertTrue(joined.status().faults().toString().contains("cannot be listed"));
    assertThrows(InvalidFlagsException.class, () -> FeatureFlags.builder(store).join(odd).build());
  }

  @Test
  void sourceThatAnswersOtherFlagsThanItsOwn_hasThemOff() {
    try (FeatureFlags joined = FeatureFlags.builder(store).join(new Odd(null)).build()) {
      Evaluation evaluation = joined.evaluate(ANNA);
      assertEquals(List.of("own"), evaluation.active());
      assertEquals(ErrorCode.FLAG_NOT_FOUND, evaluation.decision("odd").error());
    }
  }

  @Test
  void tester_overridesForeignFlagsToo_butNotAKillSwitchOfOurs() {
    Map<String, FlagOverride> wanted =
        Map.of(
            "theirs", FlagOverride.OFF,
            "button", FlagOverride.variant("blue"),
            "killed", FlagOverride.ON,
            "own", FlagOverride.OFF,
            "nowhere", FlagOverride.ON);
    Evaluation evaluation = features.integration().begin(ANNA, wanted);
    assertEquals(List.of("button", "third"), evaluation.active());
    assertEquals("blue", evaluation.variant("button", "control"));
    assertEquals("blue", evaluation.value("button", String.class, "control"));
    assertEquals("override", evaluation.decision("theirs").sourceText());
    assertEquals("harbour", evaluation.decision("theirs").system());
    assertEquals(Source.KILL, evaluation.decision("killed").source());
  }

  @Test
  void test_overridesForeignFlagsOfTheWholeEngine() {
    Scope scope = features.override(Map.of("theirs", FlagOverride.OFF));
    assertFalse(features.isEnabled("theirs", "anna"));
    assertTrue(features.isEnabled("own", "anna"));
    scope.close();
    assertTrue(features.isEnabled("theirs", "anna"));
  }

  @Test
  void otherUser_isDecidedOnTheRequestsDefinitions_andAskedOfTheOtherSystems() {
    User ben = User.of("ben");
    Evaluation request =
        features
            .integration()
            .begin(ANNA, Map.of("own", FlagOverride.OFF, "button", FlagOverride.OFF));
    store.kill("own", CHANGE);
    assertTrue(request.decide("own", ben).on(), "as it was defined for the request");
    assertFalse(request.decide("own", ANNA.with("country", "DK")).on(), "she is a tester");
    assertTrue(request.decide("theirs", ben).on());
    assertTrue(request.decide("button", ben).on());
    assertFalse(request.decide("button", ANNA.with("country", "DK")).on());
    assertEquals(ErrorCode.FLAG_NOT_FOUND, request.decide("nowhere", ben).error());
  }

  @Test
  void status_isAsBadAsThatOfTheWorst() {
    assertEquals(StoreStatus.State.READY, features.status().state());
    third.ready = false;
    StoreStatus status = features.status().store();
    assertEquals(StoreStatus.State.STALE, status.state());
    assertEquals("harbour: not yet", status.reason());
    assertEquals(ScriptedSystem.THEN, status.since());
  }

  @Test
  void closedEngine_listensToNobody() {
    assertEquals(1, system.watchers.size());
    features.close();
    assertTrue(system.watchers.isEmpty() && third.watchers.isEmpty());
  }

  @Test
  void evaluation_ofARequest_tellsWhatItAsked() {
    List<FinishedRequest> told = new ArrayList<>();
    FeatureFlags observed =
        FeatureFlags.builder(store).join(third.source()).listener(told::add).build();
    Evaluation evaluation = observed.integration().begin(ANNA, Map.of());
    assertTrue(evaluation.isOn("third"));
    observed.integration().finish(evaluation, 200, null, java.time.Duration.ZERO);
    assertEquals(List.of("third"), told.get(0).asked());
    assertSame(evaluation, told.get(0).evaluation());
  }

  /** Throws, or answers what it was not asked. */
  private static final class Odd implements FlagSource {
    private final Throwable thrown;
    private boolean listed = true;

    Odd(Throwable thrown) {
      this.thrown = thrown;
    }

    @Override
    public List<String> names() {
      if (!listed) {
        throw new IllegalStateException("aground");
      }
      return List.of("odd");
    }

    @Override
    public Evaluation evaluate(User user, Instant at) {
      if (thrown instanceof RuntimeException e) {
        throw e;
      }
      if (thrown instanceof Error e) {
        throw e;
      }
      return Evaluation.of(
          user, at, List.of(Decision.external("own", "odd", false, null, Reason.STATIC)));
    }

    @Override
    public FlagSource only(Predicate<String> names) {
      return this;
    }
  }
}
