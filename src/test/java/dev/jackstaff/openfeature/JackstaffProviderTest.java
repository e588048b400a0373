package dev.jackstaff.openfeature;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jackstaff.FeatureFlags;
import dev.jackstaff.StubStore;
import dev.openfeature.sdk.Client;
import dev.openfeature.sdk.ErrorCode;
import dev.openfeature.sdk.EvaluationContext;
import dev.openfeature.sdk.FlagEvaluationDetails;
import dev.openfeature.sdk.ImmutableContext;
import dev.openfeature.sdk.MutableContext;
import dev.openfeature.sdk.MutableStructure;
import dev.openfeature.sdk.OpenFeatureAPI;
import dev.openfeature.sdk.Value;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The provider's results outside a request. */
class JackstaffProviderTest {
  private static final String DOCUMENT =
      """
      {"plain": true, "off": false, "killed": {"enabled": true, "killed": true},
       "word": {"enabled": true, "variants": {"green": 1}},
       "closed_word": {"variants": {"green": 1}},
       "killed_word": {"enabled": true, "killed": true, "variants": {"green": 1}},
       "whole": {"enabled": true, "variants": {"ten": {"weight": 1, "value": 10}}},
       "large": {"enabled": true, "variants": {"large": {"weight": 1, "value": 3000000000}}},
       "fraction": {"enabled": true, "variants": {"half": {"weight": 1, "value": 0.5}}},
       "object": {"enabled": true, "variants": {"a": {"weight": 1,
         "value": {"ink": "white", "sizes": [1, 2.5, null, true], "deep": {"none": null}}}}},
       "list": {"enabled": true, "variants": {"a": {"weight": 1, "value": ["x", "y"]}}},
       "about": {"enabled": true, "metadata":
         {"team": "web", "n": 2, "big": 3000000000, "share": 0.5, "ok": true, "list": [1], "none": null}},
       "half": {"percentage": 50},
       "german": {"rules": [{"if": {"country": "DE", "address.city": "Ulm"}, "enabled": true}]},
       "since": {"rules": [{"if": {"joined": {"$gte": "2026-01-01T00:00:00Z"}}, "enabled": true}]},
       "listed": {"users": ["user:1"]}}
      """;

  private final FeatureFlags features = FeatureFlags.of(StubStore.set(DOCUMENT));
  private final OpenFeatureAPI api = OpenFeatureAPI.createIsolated();
  private final Client client = api.getClient();

  JackstaffProviderTest() {
    api.setProviderAndWait(JackstaffProvider.of(features));
  }

  @AfterEach
  void stop() {
    api.shutdown();
    features.close();
  }

  private static EvaluationContext user(String id) {
    return new ImmutableContext(id);
  }

  private static void assertAnswer(
      Object value, String variant, String reason, FlagEvaluationDetails<?> details) {
    assertEquals(value, details.getValue());
    assertEquals(variant, details.getVariant());
    assertEquals(reason, details.getReason());
    assertNull(details.getErrorCode());
    assertNull(details.getErrorMessage());
  }

  private static void assertFailure(ErrorCode code, FlagEvaluationDetails<?> details) {
    assertEquals(code, details.getErrorCode());
    assertEquals("ERROR", details.getReason());
    assertNull(details.getVariant());
  }

  @Test
  void everyType_isAnswered() {
    assertAnswer(true, "on", "STATIC", client.getBooleanDetails("plain", false));
    assertAnswer("green", "green", "STATIC", client.getStringDetails("word", "red"));
    assertAnswer(10, "ten", "STATIC", client.getIntegerDetails("whole", 1));
    assertAnswer(3_000_000_000L, "large", "STATIC", client.getLongDetails("large", 1L));
    assertAnswer(0.5, "half", "STATIC", client.getDoubleDetails("fraction", 1.0));
    Map<String, Value> object = client.getObjectValue("object", new Value()).asStructure().asMap();
    assertEquals("white", object.get("ink").asString());
    List<Value> sizes = object.get("sizes").asList();
    assertEquals(List.of(1, 2.5), List.of(sizes.get(0).asInteger(), sizes.get(1).asDouble()));
    assertTrue(sizes.get(2).isNull());
    assertTrue(sizes.get(3).asBoolean());
    assertTrue(object.get("deep").asStructure().getValue("none").isNull());
    assertEquals("y", client.getObjectValue("list", new Value()).asList().get(1).asString());
  }

  @Test
  void integer_widensAndNothingElseConverts() {
    assertEquals(10L, client.getLongValue("whole", 1L));
    assertEquals(10.0, client.getDoubleValue("whole", 1.0));
    assertEquals(3e9, client.getDoubleValue("large", 1.0));
    assertFailure(ErrorCode.TYPE_MISMATCH, client.getIntegerDetails("large", 1));
    assertFailure(ErrorCode.TYPE_MISMATCH, client.getLongDetails("fraction", 1L));
    assertFailure(ErrorCode.TYPE_MISMATCH, client.getStringDetails("whole", "1"));
    assertFailure(ErrorCode.TYPE_MISMATCH, client.getObjectDetails("word", new Value()));
    FlagEvaluationDetails<Boolean> word = client.getBooleanDetails("word", true);
    assertFailure(ErrorCode.TYPE_MISMATCH, word);
    assertTrue(word.getValue());
    assertEquals("flag word has a value that is not a boolean", word.getErrorMessage());
  }

  @Test
  void flagWithoutAValue_givesTheDefaultAndItsReason() {
    assertAnswer("mine", null, "STATIC", client.getStringDetails("closed_word", "mine"));
    assertAnswer("mine", null, "DISABLED", client.getStringDetails("killed_word", "mine"));
    assertAnswer(7, null, "DISABLED", client.getIntegerDetails("killed_word", 7));
  }

  @Test
  void flagAskedAsABoolean_isFalseWhenOffOrKilled_whateverTheDefault() {
    assertAnswer(false, "off", "STATIC", client.getBooleanDetails("off", true));
    assertAnswer(false, "off", "DISABLED", client.getBooleanDetails("killed", true));
    assertAnswer(false, null, "STATIC", client.getBooleanDetails("closed_word", true));
    assertAnswer(false, null, "DISABLED", client.getBooleanDetails("killed_word", true));
  }

  @Test
  void unknownFlag_isNotFound_andIsSeenInTheStatus() {
    FlagEvaluationDetails<Boolean> details = client.getBooleanDetails("plian", true);
    assertFailure(ErrorCode.FLAG_NOT_FOUND, details);
    assertTrue(details.getValue());
    assertEquals("no flag has the name plian", details.getErrorMessage());
    assertEquals(Map.of("plian", 1L), features.status().unknown());
  }

  @Test
  void metadata_isTheFlagsOwn_asFarAsOpenFeatureHasIt() {
    Map<String, Object> metadata =
        client.getBooleanDetails("about", false).getFlagMetadata().asUnmodifiableMap();
    assertEquals(
        Map.of("team", "web", "n", 2, "big", 3_000_000_000L, "share", 0.5, "ok", true), metadata);
    assertTrue(client.getBooleanDetails("plain", false).getFlagMetadata().isEmpty());
  }

  @Test
  void targetingKey_isTheId() {
    assertTrue(client.getBooleanValue("listed", false, user("user:1")));
    assertFalse(client.getBooleanValue("listed", true, user("user:2")));
    assertFalse(client.getBooleanValue("listed", true));
    for (int i = 0; i < 50; i++) {
      assertEquals(
          features.isEnabled("half", "user:" + i),
          client.getBooleanValue("half", false, user("user:" + i)));
    }
    assertEquals("SPLIT", client.getBooleanDetails("half", false, user("u")).getReason());
    assertEquals("DEFAULT", client.getBooleanDetails("half", false).getReason());
  }

  @Test
  void context_isWhatRulesLookAt() {
    Map<String, Value> ulm = Map.of("city", new Value("Ulm"));
    MutableContext context =
        new MutableContext().add("country", "DE").add("address", new MutableStructure(ulm));
    assertAnswer(true, "on", "TARGETING_MATCH", client.getBooleanDetails("german", false, context));
    context.add("country", (String) null);
    assertAnswer(false, "off", "DEFAULT", client.getBooleanDetails("german", true, context));
    MutableContext joined =
        new MutableContext().add("joined", Instant.parse("2026-03-01T00:00:00Z"));
    assertTrue(client.getBooleanValue("since", false, joined));
  }

  @Test
  void contextThatIsNestedTooDeep_isAnInvalidContext() {
    Value value = new Value("bottom");
    for (int i = 0; i < 101; i++) {
      value = new Value(List.of(value));
    }
    EvaluationContext deep = new ImmutableContext(Map.of("deep", value));
    FlagEvaluationDetails<Boolean> details = client.getBooleanDetails("plain", true, deep);
    assertFailure(ErrorCode.INVALID_CONTEXT, details);
    assertTrue(details.getErrorMessage().contains("nested"), details.getErrorMessage());
  }

  @Test
  void view_answersForItsOwnFlagsOnly() {
    JackstaffProvider some = JackstaffProvider.of(features.only(List.of("w*")));
    some.initialize(null);
    assertEquals("green", some.getStringEvaluation("word", "", null).getValue());
    assertEquals(
        ErrorCode.FLAG_NOT_FOUND, some.getBooleanEvaluation("plain", true, null).getErrorCode());
    some.shutdown();
  }

  @Test
  void name_isJackstaff() {
    assertEquals("Jackstaff", api.getProviderMetadata().getName());
  }
}
