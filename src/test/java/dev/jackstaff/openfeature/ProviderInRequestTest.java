package dev.jackstaff.openfeature;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jackstaff.Evaluation;
import dev.jackstaff.FeatureFlags;
import dev.jackstaff.Flags;
import dev.jackstaff.Scope;
import dev.jackstaff.StubStore;
import dev.jackstaff.model.Decision;
import dev.jackstaff.model.Flag;
import dev.jackstaff.model.FlagOverride;
import dev.jackstaff.model.FlagSet;
import dev.jackstaff.model.Reason;
import dev.jackstaff.model.Source;
import dev.jackstaff.model.User;
import dev.jackstaff.testing.WithFlags;
import dev.openfeature.sdk.Client;
import dev.openfeature.sdk.ErrorCode;
import dev.openfeature.sdk.FlagEvaluationDetails;
import dev.openfeature.sdk.MutableContext;
import dev.openfeature.sdk.OpenFeatureAPI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The provider's results on a thread that serves a request. */
@SuppressWarnings("try") // a scope is not asked, it holds
class ProviderInRequestTest {
  private static final String DOCUMENT =
      """
      {"plain": true, "german": {"rules": [{"if": {"country": "DE"}, "enabled": true}]},
       "pro": {"rules": [{"if": {"plan": "pro"}, "enabled": true}]},
       "needs_plain": {"requires": ["plain"], "rules": [{"if": {"page": "cart"}, "enabled": true}]},
       "word": {"variants": {"green": 1, "blue": 0}},
       "climbing": {"schedule": {"start": "2026-01-01", "steps": [[0, 0], [1, 100]]}}}
      """;
  private static final User ANNA = User.of("anna").with("plan", "pro").with("seats", 5L);

  private final List<List<String>> asked = new ArrayList<>();
  private final StubStore store = new StubStore(StubStore.set(DOCUMENT));
  private Instant now = Instant.parse("2026-01-01T12:00:00Z");
  private final FeatureFlags features =
      FeatureFlags.builder(store)
          .clock(() -> now)
          .listener(request -> asked.add(request.asked()))
          .build();
  private final OpenFeatureAPI api = OpenFeatureAPI.createIsolated();
  private final Client client = api.getClient();

  ProviderInRequestTest() {
    api.setProviderAndWait(JackstaffProvider.of(features));
  }

  @AfterEach
  void stop() {
    api.shutdown();
    features.close();
  }

  private Scope request(Map<String, FlagOverride> overrides) {
    return Flags.bind(features.integration().begin(ANNA, overrides));
  }

  private static MutableContext page() {
    return new MutableContext().add("page", "cart");
  }

  @Test
  void nothingAdded_isTheRequestsOwnAnswer_whateverChanges() {
    try (Scope scope = request(Map.of())) {
      store.change(FlagSet.of(Flag.off("plain"), Flag.off("pro")));
      assertTrue(client.getBooleanValue("plain", false));
      assertTrue(client.getBooleanValue("pro", false));
      MutableContext same = new MutableContext("anna").add("plan", "pro").add("seats", 5);
      assertTrue(client.getBooleanValue("plain", false, same));
      assertTrue(client.getBooleanValue("pro", false, same.add("unknown", (String) null)));
    }
    assertFalse(client.getBooleanValue("plain", true));
  }

  @Test
  void otherAttribute_isDecidedAfresh_onTheRequestsFlagsAndInstant() {
    try (Scope scope = request(Map.of())) {
      store.change(FlagSet.of(Flag.off("plain"), Flag.off("pro"), Flag.on("german")));
      now = now.plusSeconds(86_400);
      MutableContext german = new MutableContext().add("country", "DE");
      assertEquals(
          "TARGETING_MATCH", client.getBooleanDetails("german", false, german).getReason());
      assertTrue(
          client.getBooleanValue("pro", false, german), "the request's other attributes stay");
      assertFalse(client.getBooleanValue("climbing", true, german), "the request's instant");
      assertFalse(client.getBooleanValue("german", true), "the request itself has no country");
    }
  }

  @Test
  void anotherUser_hasNothingOfTheRequests() {
    try (Scope scope = request(Map.of())) {
      store.change(FlagSet.of(Flag.on("pro")));
      assertFalse(client.getBooleanValue("pro", true, new MutableContext("bert")));
      assertTrue(
          client.getBooleanValue("pro", false, new MutableContext("bert").add("plan", "pro")));
      assertTrue(client.getBooleanValue("plain", false, new MutableContext("bert")));
    }
  }

  @Test
  void requestsOwnAnswer_countsAsAsked_andNoOther() {
    Evaluation evaluation = features.integration().begin(ANNA, Map.of());
    try (Scope scope = Flags.bind(evaluation)) {
      client.getBooleanValue("plain", false);
      client.getBooleanValue("pro", false, page());
      client.getBooleanValue("german", false, new MutableContext().add("country", "DE"));
      client.getBooleanValue("word", false, new MutableContext("bert"));
      client.getBooleanValue("nowhere", false, page());
    }
    features.integration().finish(evaluation, 200, null, java.time.Duration.ZERO);
    assertEquals(List.of(List.of("plain", "pro")), asked);
  }

  /** A decision for another user counts as a use as well. */
  @Test
  void answerForAnotherUser_countsAsUsed_beyondTheRequest() {
    List<String> used = new ArrayList<>();
    features.integration().listen((decision, definitions, at) -> used.add(decision.flag()));
    try (Scope scope = request(Map.of())) {
      client.getBooleanValue("plain", false);
      client.getBooleanValue("pro", false, new MutableContext("bob"));
    }
    client.getBooleanValue("german", false, new MutableContext("bob"));
    assertEquals(List.of("pro", "german"), used);
  }

  @Test
  void testersOverride_holdsForTheSameUser_withItsVariant() {
    Map<String, FlagOverride> overrides =
        Map.of("plain", FlagOverride.OFF, "word", FlagOverride.variant("blue"));
    try (Scope scope = request(overrides)) {
      assertFalse(client.getBooleanValue("plain", true));
      assertFalse(client.getBooleanValue("plain", true, page()));
      assertFalse(
          client.getBooleanValue("needs_plain", true, page()), "it needs an overridden one");
      assertEquals("blue", client.getStringValue("word", "none", page()));
      MutableContext bert = new MutableContext("bert").add("page", "cart");
      assertTrue(client.getBooleanValue("plain", false, bert));
      assertTrue(client.getBooleanValue("needs_plain", false, bert));
      assertEquals("none", client.getStringValue("word", "none", bert));
    }
  }

  @Test
  void overrideForEverybody_holdsForEveryUser() {
    try (Scope overridden = features.override(Map.of("plain", FlagOverride.OFF));
        Scope scope = request(Map.of())) {
      assertFalse(client.getBooleanValue("plain", true, page()));
      assertFalse(client.getBooleanValue("plain", true, new MutableContext("bert")));
    }
  }

  @Test
  void setOfTheFilter_isTheSetOfTheRequest() {
    try (FeatureFlags some = features.only(List.of("plain"));
        Scope scope = Flags.bind(some.integration().begin(ANNA, Map.of()))) {
      assertTrue(client.getBooleanValue("plain", false));
      assertEquals(ErrorCode.FLAG_NOT_FOUND, client.getBooleanDetails("pro", false).getErrorCode());
      assertEquals(
          ErrorCode.FLAG_NOT_FOUND, client.getBooleanDetails("pro", false, page()).getErrorCode());
    }
  }

  @Test
  void requestOfAnotherEngine_isNone() {
    try (FeatureFlags other = FeatureFlags.of(FlagSet.of(Flag.off("plain")));
        Scope scope = Flags.bind(other.evaluate(ANNA))) {
      assertTrue(client.getBooleanValue("plain", false));
      assertFalse(client.getBooleanValue("pro", true), "its user is not known here");
    }
  }

  @Test
  void flagOfAnotherSystemThatFailed_isWhatWasSetUpForThat_orAnError() {
    Decision fallback = failed("word", "green");
    Evaluation evaluation = Evaluation.of(ANNA, now, List.of(fallback, failed("plain", null)));
    try (Scope scope = Flags.bind(evaluation)) {
      FlagEvaluationDetails<String> word = client.getStringDetails("word", "none");
      assertEquals(Flags.variant("word", "none"), word.getValue());
      assertEquals("DEFAULT", word.getReason());
      FlagEvaluationDetails<Boolean> plain = client.getBooleanDetails("plain", true);
      assertEquals(ErrorCode.GENERAL, plain.getErrorCode());
      assertTrue(plain.getValue());
    }
  }

  private static Decision failed(String flag, String value) {
    return new Decision(
        flag,
        value != null,
        value,
        value,
        Reason.ERROR,
        Source.PROVIDER,
        0,
        null,
        dev.jackstaff.model.ErrorCode.GENERAL);
  }

  @Test
  @WithFlags(on = "german", off = "plain", variants = "word=blue")
  void unitTestsFlags_areThoseOfOpenFeatureAsWell() {
    assertTrue(client.getBooleanValue("german", false));
    assertFalse(client.getBooleanValue("plain", true));
    assertEquals("blue", client.getStringValue("word", "none"));
    assertFalse(client.getBooleanValue("plain", true, page()));
  }
}
