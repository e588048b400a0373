package dev.jackstaff.ofrep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jackstaff.FeatureFlags;
import dev.jackstaff.store.MemoryFlagStore;
import dev.openfeature.contrib.providers.ofrep.OfrepProvider;
import dev.openfeature.contrib.providers.ofrep.OfrepProviderOptions;
import dev.openfeature.sdk.Client;
import dev.openfeature.sdk.ErrorCode;
import dev.openfeature.sdk.EvaluationContext;
import dev.openfeature.sdk.FlagEvaluationDetails;
import dev.openfeature.sdk.ImmutableContext;
import dev.openfeature.sdk.OpenFeatureAPI;
import dev.openfeature.sdk.Value;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** OpenFeature's own Java client; each row of what is known of its behaviour. */
class OfrepJavaClientIT {
  private static final EvaluationContext USER = new ImmutableContext("user:1");

  private final FeatureFlags features =
      FeatureFlags.of(MemoryFlagStore.of(OfrepIT.set(OfrepIT.DOCUMENT)));
  private OfrepServer server =
      new OfrepServer(features, OfrepServlet.builder().expose(OfrepIT.EXPOSED).build());

  private Client client() {
    OfrepProviderOptions options = OfrepProviderOptions.builder().baseUrl(server.base()).build();
    OpenFeatureAPI.getInstance()
        .setProviderAndWait("java", OfrepProvider.constructProvider(options));
    return OpenFeatureAPI.getInstance().getClient("java");
  }

  private void restart(OfrepBuilder builder) {
    server.close();
    server = new OfrepServer(features, builder.expose(OfrepIT.EXPOSED).build());
  }

  @AfterEach
  void stop() {
    OpenFeatureAPI.getInstance().shutdown();
    server.close();
    features.close();
  }

  @Test
  void everyTypeOfValue_arrives() {
    Client client = client();
    FlagEvaluationDetails<Boolean> plain = client.getBooleanDetails("plain", false, USER);
    assertTrue(plain.getValue());
    assertEquals("STATIC", plain.getReason());
    assertEquals("on", plain.getVariant());
    assertEquals("green", client.getStringValue("button", "red", USER));
    assertEquals(10, client.getIntegerValue("limit", 1, USER));
    Map<String, Value> theme =
        client.getObjectValue("theme", new Value(), USER).asStructure().asMap();
    assertEquals("white", theme.get("ink").asString());
    assertEquals(2.5, theme.get("sizes").asList().get(1).asDouble());
  }

  /** "JSON {@code 10} for a Double flag → TYPE_MISMATCH (send {@code 10.0})". */
  @Test
  void wholeNumberOfAFractionalFlag_isADouble() {
    FlagEvaluationDetails<Double> ratio = client().getDoubleDetails("ratio", 1.0, USER);
    assertEquals(10.0, ratio.getValue());
    assertNull(ratio.getErrorCode());
  }

  @Test
  void metadata_arrives() {
    var metadata = client().getBooleanDetails("listed", false, USER).getFlagMetadata();
    assertEquals("web", metadata.getString("team"));
    assertEquals(2, metadata.getInteger("n"));
    assertTrue(metadata.getBoolean("ok"));
  }

  /** Content type with charset, {@code Upgrade: h2c}, no {@code Accept}. */
  @Test
  void itsHeaders_areTaken() {
    assertTrue(client().getBooleanValue("plain", false, USER));
    Map<String, String> headers = server.last().headers();
    assertEquals("application/json; charset=utf-8", headers.get("Content-Type"));
    assertEquals("h2c", headers.get("Upgrade"));
    assertFalse(headers.containsKey("Accept"));
  }

  /** "key not URL-encoded: {@code a/b} arrives as two path segments". */
  @Test
  void keyWithASlash_isNotFound() {
    assertError(ErrorCode.FLAG_NOT_FOUND, client().getBooleanDetails("a/b", true, USER));
    assertEquals("/app/ofrep/v1/evaluate/flags/a/b", server.last().path());
  }

  /** "space → client-side GENERAL". */
  @Test
  void keyWithABlank_isNeverSent() {
    assertError(ErrorCode.GENERAL, client().getBooleanDetails("a b", true, USER));
    assertEquals(List.of(), server.requests());
  }

  /** "Empty body on 401/404 → PARSE_ERROR (so always send JSON)". */
  @Test
  void refusals_haveABody() {
    assertError(ErrorCode.FLAG_NOT_FOUND, client().getBooleanDetails("nowhere", true, USER));
    restart(OfrepServlet.builder().apiKey("k-0123456789abcdef"));
    FlagEvaluationDetails<Boolean> refused = client().getBooleanDetails("plain", true, USER);
    assertError(ErrorCode.GENERAL, refused);
    assertTrue(refused.getErrorMessage().contains("authentication"), refused.getErrorMessage());
  }

  /** "Missing {@code value} → ERROR/FLAG_NOT_FOUND + default". */
  @Test
  void disabledFlag_isTheDefault_andABooleanOneIsFalse() {
    FlagEvaluationDetails<String> closed = client().getStringDetails("closed", "mine", USER);
    assertEquals("mine", closed.getValue());
    assertEquals(ErrorCode.FLAG_NOT_FOUND, closed.getErrorCode());
    FlagEvaluationDetails<Boolean> plain = client().getBooleanDetails("closed_plain", true, USER);
    assertFalse(plain.getValue());
    assertEquals("DISABLED", plain.getReason());
  }

  /** "Every 400 → INVALID_CONTEXT". */
  @Test
  void badRequest_isAnInvalidContext() {
    restart(OfrepServlet.builder().requireTargetingKey());
    assertError(
        ErrorCode.INVALID_CONTEXT,
        client().getBooleanDetails("plain", true, new ImmutableContext()));
  }

  /** "Empty context → {@code {"context":{}}}", which is one like any other. */
  @Test
  void emptyContext_isTaken() {
    FlagEvaluationDetails<Boolean> plain =
        client().getBooleanDetails("plain", false, new ImmutableContext());
    assertTrue(plain.getValue());
    assertNull(plain.getErrorCode());
  }

  /** "429 with {@code Retry-After} blocks all later calls", so none is answered with it. */
  @Test
  void manyRequests_areAllAnswered() {
    Client client = client();
    for (int i = 0; i < 200; i++) {
      assertTrue(client.getBooleanValue("plain", false, USER));
    }
  }

  private static void assertError(ErrorCode code, FlagEvaluationDetails<Boolean> details) {
    assertEquals(code, details.getErrorCode(), String.valueOf(details.getErrorMessage()));
    assertTrue(details.getValue(), "the default");
    assertEquals("ERROR", details.getReason());
  }
}
