package dev.jackstaff;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jackstaff.internal.json.FlagDocument;
import dev.jackstaff.model.Decision;
import dev.jackstaff.model.FlagOverride;
import dev.jackstaff.model.FlagSet;
import dev.jackstaff.model.Source;
import dev.jackstaff.model.User;
import dev.jackstaff.store.Change;
import dev.jackstaff.store.MemoryFlagStore;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** Deciding one flag, and for others than an evaluation was made for. */
@SuppressWarnings("try") // a scope is not asked, it holds
class AfreshTest {
  private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
  private static final User ANNA = User.of("anna");
  private static final FlagSet FLAGS =
      FlagDocument.read(
          """
          {"plain": true, "half": {"percentage": 50}, "listed": {"users": ["anna"]},
           "climbing": {"schedule": {"start": "2026-01-01", "steps": [[0, 0], [1, 100]]}},
           "pro": {"rules": [{"if": {"plan": "pro"}, "enabled": true}]},
           "truth": {"enabled": true, "variants": {
             "yes": {"weight": 1, "value": true}, "no": {"weight": 0, "value": false}}},
           "word": {"enabled": true, "variants": {"green": 1, "blue": 1}},
           "upper": {"enabled": true, "requires": ["plain"]}}
          """
              .getBytes(StandardCharsets.UTF_8),
          "flags.json");

  private Instant now = NOON;
  private final MemoryFlagStore store = MemoryFlagStore.of(FLAGS);
  private final FeatureFlags features = FeatureFlags.builder(store).clock(() -> now).build();

  private static User user(int i) {
    return User.of("user:" + i).with("plan", i % 2 == 0 ? "pro" : "free");
  }

  @Test
  void decide_saysOfEachFlagWhatEvaluateSays() {
    for (int i = 0; i < 100; i++) {
      Map<String, Decision> all = features.evaluate(user(i)).decisions();
      for (String flag : features.names()) {
        assertSame(all.get(flag), features.decide(flag, user(i)));
      }
    }
    assertEquals(Decision.notFound("nowhere"), features.decide("nowhere", ANNA));
    assertEquals(Map.of("nowhere", 1L), features.status().unknown());
  }

  @Test
  void decide_honoursOverridesForEverybody() {
    try (Scope scope = features.override(Map.of("plain", FlagOverride.OFF))) {
      assertEquals(Source.OVERRIDE, features.decide("plain", ANNA).source());
      assertFalse(features.decide("upper", ANNA).on());
    }
    assertTrue(features.decide("upper", ANNA).on());
  }

  @Test
  void evaluation_decidesForOthers_onItsOwnFlagsAndInstant() {
    Evaluation evaluation = features.evaluate(ANNA);
    List<Map<String, Decision>> before = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      before.add(features.evaluate(user(i)).decisions());
    }
    FLAGS.flags().forEach(flag -> store.kill(flag.name(), Change.by("ann", "test")));
    now = NOON.plus(Duration.ofDays(2));
    for (int i = 0; i < 50; i++) {
      for (String flag : FLAGS.flags().stream().map(f -> f.name()).toList()) {
        assertSame(before.get(i).get(flag), evaluation.decide(flag, user(i)));
      }
    }
    assertEquals(Decision.notFound("nowhere"), evaluation.decide("nowhere", ANNA));
  }

  @Test
  void override_holdsForTheSameId_asItWasMeant() {
    Map<String, FlagOverride> overrides =
        Map.of(
            "plain", FlagOverride.OFF,
            "truth", FlagOverride.variant("no"),
            "word", FlagOverride.ON,
            "half", FlagOverride.ON);
    Evaluation evaluation = features.integration().begin(ANNA, overrides);
    User pro = ANNA.with("plan", "pro");
    for (String flag : features.names()) {
      Decision expected =
          flag.equals("pro") ? features.decide(flag, pro) : evaluation.decision(flag);
      assertEquals(expected, evaluation.decide(flag, pro), flag);
      assertEquals(
          features.decide(flag, user(1)), evaluation.decide(flag, user(1)), "of somebody else");
    }
  }

  @Test
  void ask_isADecision_thatCountsAsAsked() {
    List<List<String>> asked = new ArrayList<>();
    try (FeatureFlags observed =
        FeatureFlags.builder(FLAGS).listener(request -> asked.add(request.asked())).build()) {
      Evaluation evaluation = observed.integration().begin(ANNA, Map.of());
      assertSame(evaluation.decision("listed"), evaluation.check("listed"));
      assertEquals(Decision.notFound("nowhere"), evaluation.check("nowhere"));
      evaluation.decide("plain", User.of("ben"));
      observed.integration().finish(evaluation, 200, null, Duration.ZERO);
    }
    assertEquals(List.of(List.of("listed")), asked);
  }

  @Test
  void otherFlagSystem_isAskedForTheOtherUser() {
    FlagSource byId =
        new FlagSource() {
          @Override
          public List<String> names() {
            return List.of("anna", "ben");
          }

          @Override
          public Evaluation evaluate(User user, Instant at) {
            return evaluate(user, at, Map.of());
          }

          @Override
          public Evaluation evaluate(User user, Instant at, Map<String, FlagOverride> overrides) {
            return FeatureFlags.of(
                    FlagSet.of(
                        dev.jackstaff.model.Flag.users("anna", "anna"),
                        dev.jackstaff.model.Flag.users("ben", "ben")))
                .evaluate(user, at);
          }

          @Override
          public FlagSource only(Predicate<String> names) {
            return this;
          }
        };
    try (FeatureFlags other = FeatureFlags.of(byId)) {
      Evaluation evaluation = other.evaluate(ANNA);
      assertTrue(evaluation.decide("ben", User.of("ben")).on());
      assertFalse(evaluation.decide("anna", User.of("ben")).on());
    }
  }

  @Test
  void handMadeEvaluation_saysTheSameToEverybody() {
    Decision decision = features.decide("plain", ANNA);
    Evaluation made = Evaluation.of(ANNA, NOON, List.of(decision));
    assertSame(decision, made.decide("plain", User.of("ben")));
  }

  @Test
  void current_isTheBoundEvaluation_ifNoOtherEngineHasMadeIt() {
    assertNull(features.current());
    Evaluation own = features.only(List.of("plain")).evaluate(ANNA);
    try (Scope scope = Flags.bind(own)) {
      assertSame(own, features.current());
    }
    Evaluation made = Evaluation.of(ANNA, NOON, List.of());
    try (Scope scope = Flags.bind(made)) {
      assertSame(made, features.current());
    }
    try (FeatureFlags other = FeatureFlags.of(FLAGS);
        Scope scope = Flags.bind(other.evaluate(ANNA))) {
      assertNull(features.current());
    }
  }
}
