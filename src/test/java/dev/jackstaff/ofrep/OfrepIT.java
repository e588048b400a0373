package dev.jackstaff.ofrep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jackstaff.Evaluation;
import dev.jackstaff.FeatureFlags;
import dev.jackstaff.FlagSource;
import dev.jackstaff.hygiene.Usage;
import dev.jackstaff.hygiene.UsageLog;
import dev.jackstaff.internal.json.FlagDocument;
import dev.jackstaff.model.Decision;
import dev.jackstaff.model.ErrorCode;
import dev.jackstaff.model.FlagOverride;
import dev.jackstaff.model.FlagSet;
import dev.jackstaff.model.Reason;
import dev.jackstaff.model.Source;
import dev.jackstaff.model.User;
import dev.jackstaff.store.Change;
import java.io.ByteArrayInputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** OFREP 0.3.0, {@code service/openapi.yaml} of open-feature/protocol, over HTTP. */
class OfrepIT extends OfrepFixture {
  static final String DOCUMENT =
      """
      {"plain": true,
       "off": false,
       "half": {"percentage": 50},
       "listed": {"users": ["user:1"], "metadata": {"team": "web", "n": 2, "ok": true, "deep": {}}},
       "pro": {"rules": [{"if": {"plan": "pro"}, "enabled": true}]},
       "button": {"enabled": true, "variants": {"green": 1, "blue": 0}},
       "limit": {"enabled": true, "variants": {"ten": {"weight": 1, "value": 10}}},
       "ratio": {"enabled": true,
         "variants": {"ten": {"weight": 1, "value": 10}, "half": {"weight": 0, "value": 0.5}}},
       "theme": {"enabled": true,
         "variants": {"dark": {"weight": 1, "value": {"ink": "white", "sizes": [1, 2.5]}}}},
       "closed": {"enabled": true, "variants": {"a": 1, "b": 1}, "killed": true},
       "closed_plain": {"enabled": true, "killed": true},
       "hidden": true}
      """;
  static final String[] EXPOSED = {
    "plain", "off", "half", "l*", "pro", "button", "ratio", "theme", "closed*"
  };
  private static final JsonMapper JSON = new JsonMapper();
  static final String USER_1 = "{\"context\": {\"targetingKey\": \"user:1\"}}";

  static FlagSet set(String document) {
    return FlagDocument.read(document.getBytes(StandardCharsets.UTF_8), "flags.json");
  }

  /** Single, 200. */
  @Test
  void booleanFlag_isAnsweredWithKeyValueReasonAndVariant() throws Exception {
    HttpResponse<String> response = server.single("plain", USER_1);
    assertEquals(200, response.statusCode());
    assertEquals("application/json", response.headers().firstValue("Content-Type").orElse(""));
    assertEquals(
        "{\"key\":\"plain\",\"value\":true,\"reason\":\"STATIC\",\"variant\":\"on\"}",
        response.body());
  }

  /** Strangers can ask for everything, so what they ask for does not keep a flag alive. */
  @Test
  void whatClientsAskFor_countsAsNoUse() throws Exception {
    UsageLog log = UsageLog.attach(features);
    server.single("plain", USER_1);
    server.bulk(USER_1);
    assertEquals(Map.of(), log.usage().of("plain").orElseThrow().counts());
  }

  /** A client asks for the flag that it names, or for all that it may see. */
  @Test
  void whatClientsAskFor_countedOnDemand_isUse() throws Exception {
    restart(OfrepServlet.builder().expose(EXPOSED).countUse());
    UsageLog log = UsageLog.attach(features);
    server.single("plain", USER_1);
    server.single("nowhere", USER_1);
    server.bulk(USER_1);
    Usage usage = log.usage();
    assertEquals(Map.of("on", 2L), usage.of("plain").orElseThrow().counts());
    assertEquals(Map.of("green", 1L), usage.of("button").orElseThrow().counts());
    assertTrue(usage.of("nowhere").isEmpty(), "anybody can ask for anything");
  }

  /** Success reasons, {@code DEFAULT} too. */
  @Test
  void reason_saysWhatDecided() throws Exception {
    assertEquals("STATIC", reason("plain", USER_1));
    assertEquals("SPLIT", reason("half", USER_1));
    assertEquals("TARGETING_MATCH", reason("listed", USER_1));
    assertEquals("DEFAULT", reason("listed", "{\"context\": {\"targetingKey\": \"user:2\"}}"));
    assertEquals("DISABLED", reason("closed", USER_1));
  }

  private String reason(String key, String body) throws Exception {
    return json(server.single(key, body)).get("reason").asString();
  }

  /** Typed values; a Double flag's 10 is 10.0, since the Java client takes 10 for an Integer. */
  @Test
  void value_hasTheTypeOfTheFlagsVariants() throws Exception {
    assertTrue(server.single("button", USER_1).body().contains("\"value\":\"green\""));
    assertTrue(server.single("limit", USER_1).body().contains("\"value\":10,"));
    assertTrue(server.single("ratio", USER_1).body().contains("\"value\":10.0,"));
    assertTrue(
        server
            .single("theme", USER_1)
            .body()
            .contains("\"value\":{\"ink\":\"white\",\"sizes\":[1,2.5]}"));
  }

  /** Metadata: only boolean, string and number (OpenFeature 1.4.14). */
  @Test
  void metadata_isReducedToWhatOpenFeatureKnows() throws Exception {
    assertEquals(
        JSON.readTree("{\"team\": \"web\", \"n\": 2, \"ok\": true}"),
        json(server.single("listed", USER_1)).get("metadata"));
  }

  /** ADR-0006: without a value the client's default counts; 200, DISABLED, no variant. */
  @Test
  void disabledFlag_isASuccessWithoutValueAndVariant() throws Exception {
    HttpResponse<String> response = server.single("closed", USER_1);
    assertEquals(200, response.statusCode());
    assertEquals("{\"key\":\"closed\",\"reason\":\"DISABLED\"}", response.body());
  }

  /** A defined flag asked as a boolean always answers. */
  @Test
  void disabledBooleanFlag_saysFalse() throws Exception {
    JsonNode answer = json(server.single("closed_plain", USER_1));
    assertEquals("DISABLED", answer.get("reason").asString());
    assertFalse(answer.get("value").asBoolean());
  }

  /** 404 with key and code, since npm's provider makes GENERAL of less. */
  @Test
  void unknownFlag_isNotFound_withItsKey() throws Exception {
    assertNotFound("nowhere", server.single("nowhere", USER_1));
  }

  @Test
  void flagThatIsNotExposed_isNotFound_asIfItWereNot() throws Exception {
    HttpResponse<String> response = server.single("hidden", USER_1);
    assertNotFound("hidden", response);
    assertEquals(
        server.single("hiddem", USER_1).body(), response.body().replace("hidden", "hiddem"));
  }

  @Test
  void oddKey_isNotFound_withTheKeyAsItWasMeant() throws Exception {
    assertNotFound("a/b", server.single("a/b", USER_1));
    assertNotFound("a b+c", server.single("a%20b+c", USER_1));
    assertNotFound("ünï→🏴", server.single("%C3%BCn%C3%AF%E2%86%92%F0%9F%8F%B4", USER_1));
    assertNotFound("<b>\"'", server.single("%3Cb%3E%22'", USER_1));
    assertNotFound("a;b", server.single("a;b", USER_1));
    assertNotFound("", server.single("", USER_1));
    assertNotFound("plain/", server.single("plain/", USER_1));
    assertNotFound("x".repeat(256) + "…", server.single("x".repeat(3000), USER_1));
  }

  private static void assertNotFound(String key, HttpResponse<String> response) {
    assertEquals(404, response.statusCode(), response.body());
    assertEquals("application/json", response.headers().firstValue("Content-Type").orElse(""));
    JsonNode body = json(response);
    assertEquals(key, body.get("key").asString());
    assertEquals("FLAG_NOT_FOUND", body.get("errorCode").asString());
  }

  /** Bulk, 200: flags, metadata, eventStreams, and an ETag. */
  @Test
  void bulk_hasAllExposedFlags_disabledOnesToo() throws Exception {
    HttpResponse<String> response = server.bulk(USER_1);
    assertEquals(200, response.statusCode());
    JsonNode body = json(response);
    List<String> keys =
        body.get("flags").valueStream().map(flag -> flag.get("key").asString()).toList();
    assertEquals(
        List.of(
            "plain",
            "off",
            "half",
            "listed",
            "pro",
            "button",
            "limit",
            "ratio",
            "theme",
            "closed",
            "closed_plain"),
        keys);
    assertTrue(body.get("metadata").isObject());
    JsonNode stream = body.get("eventStreams").get(0);
    assertEquals("sse", stream.get("type").asString());
    assertEquals(120, stream.get("inactivityDelaySec").asInt());
    String uri = stream.get("endpoint").get("requestUri").asString();
    assertTrue(uri.startsWith("/app/ofrep/v1/stream?ticket="), uri);
    assertTrue(response.headers().firstValue("ETag").isPresent());
  }

  @Test
  void bulk_withoutExpose_isEmpty() throws Exception {
    restart(OfrepServlet.builder());
    assertEquals("[]", json(server.bulk(USER_1)).get("flags").toString());
    assertNotFound("plain", server.single("plain", USER_1));
  }

  /** 304, no body. */
  @Test
  void bulk_withTheTagOfTheSameAnswer_is304() throws Exception {
    String etag = server.bulk(USER_1).headers().firstValue("ETag").orElseThrow();
    HttpResponse<String> again = server.bulk(USER_1, "If-None-Match", "\"other\", W/" + etag);
    assertEquals(304, again.statusCode());
    assertEquals("", again.body());
    assertEquals(etag, again.headers().firstValue("ETag").orElse(""));
  }

  /** "ETag must cover the context": the key stays, an attribute changes what is said. */
  @Test
  void bulk_withTheTagOfAnotherContext_isAnsweredInFull() throws Exception {
    String free = "{\"context\": {\"targetingKey\": \"user:1\", \"plan\": \"free\"}}";
    String etag = server.bulk(free).headers().firstValue("ETag").orElseThrow();
    HttpResponse<String> pro =
        server.bulk(free.replace("\"free\"", "\"pro\""), "If-None-Match", etag);
    assertEquals(200, pro.statusCode());
    assertTrue(pro.body().contains("{\"key\":\"pro\",\"value\":true"), pro.body());
  }

  @Test
  void bulk_afterAChange_isAnsweredInFull_andAfterOneThatChangesNothingHereIsNot()
      throws Exception {
    String etag = server.bulk(USER_1).headers().firstValue("ETag").orElseThrow();
    store.kill("hidden", Change.by("ann", null));
    assertEquals(304, server.bulk(USER_1, "If-None-Match", etag).statusCode());
    store.kill("plain", Change.by("ann", null));
    assertEquals(200, server.bulk(USER_1, "If-None-Match", etag).statusCode());
  }

  /** The query that a client adds when a stream has told it to ask again. */
  @Test
  void bulk_withTheQueryOfAStreamsEvent_isAnswered() throws Exception {
    String path = "/ofrep/v1/evaluate/flags?flagConfigEtag=%22x%22&flagConfigLastModified=1";
    assertEquals(200, server.post(path, USER_1).statusCode());
  }

  /** 400, {@code PARSE_ERROR}; the single one has the key. */
  @Test
  void bodyThatIsNoJson_is400ParseError() throws Exception {
    for (String body : List.of("", "{", "[]", "null", "{\"context\": {}} x", "\"\\ud800\"")) {
      assertBadRequest("PARSE_ERROR", server.bulk(body));
    }
    JsonNode single = assertBadRequest("PARSE_ERROR", server.single("plain", "{"));
    assertEquals("plain", single.get("key").asString());
    assertTrue(single.get("errorDetails").asString().startsWith("body:1:"), single.toString());
  }

  @Test
  void bodyNestedTooDeep_is400() throws Exception {
    String deep = "{\"context\": {\"a\": " + "[".repeat(200) + "]".repeat(200) + "}}";
    assertBadRequest("INVALID_CONTEXT", server.bulk(deep));
    assertBadRequest("PARSE_ERROR", server.bulk("[".repeat(30_000)));
  }

  /** 400, {@code INVALID_CONTEXT}. */
  @Test
  void contextOfAnotherType_is400InvalidContext() throws Exception {
    assertBadRequest("INVALID_CONTEXT", server.bulk("{\"context\": 1}"));
    assertBadRequest("INVALID_CONTEXT", server.bulk("{\"context\": null}"));
    assertBadRequest("INVALID_CONTEXT", server.bulk("{\"context\": {\"targetingKey\": 1}}"));
  }

  /** 400, {@code TARGETING_KEY_MISSING}, where that is asked for. */
  @Test
  void contextWithoutTargetingKey_isTaken_unlessItIsRequired() throws Exception {
    assertEquals(200, server.bulk("{\"context\": {}}").statusCode());
    assertEquals(200, server.bulk("{}").statusCode());
    restart(OfrepServlet.builder().expose(EXPOSED).requireTargetingKey());
    assertBadRequest("TARGETING_KEY_MISSING", server.bulk("{\"context\": {}}"));
    assertBadRequest("TARGETING_KEY_MISSING", server.single("plain", "{}"));
    assertEquals(200, server.bulk(USER_1).statusCode());
  }

  private static JsonNode assertBadRequest(String code, HttpResponse<String> response) {
    assertEquals(400, response.statusCode(), response.body());
    JsonNode body = json(response);
    assertEquals(code, body.get("errorCode").asString());
    assertFalse(body.get("errorDetails").asString().isEmpty());
    return body;
  }

  @Test
  void bodyOverTheBound_is413_withAndWithoutContentLength() throws Exception {
    String large = "{\"context\": {\"a\": \"" + "x".repeat(70_000) + "\"}}";
    assertEquals(413, server.bulk(large).statusCode());
    byte[] bytes = large.getBytes(StandardCharsets.UTF_8);
    HttpResponse<String> chunked =
        server.send(
            "/ofrep/v1/evaluate/flags",
            request ->
                request.POST(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(bytes))));
    assertEquals(413, chunked.statusCode());
    assertEquals("GENERAL", json(chunked).get("errorCode").asString());
  }

  @Test
  void otherMethodsAndPaths_areErrorsInJson() throws Exception {
    HttpResponse<String> get = server.send("/ofrep/v1/evaluate/flags", HttpRequest.Builder::GET);
    assertEquals(405, get.statusCode());
    assertEquals("POST, OPTIONS", get.headers().firstValue("Allow").orElse(""));
    assertEquals("GENERAL", json(get).get("errorCode").asString());
    for (String path : List.of("/ofrep/v1/configuration", "/ofrep/v1/evaluate/flagsX")) {
      HttpResponse<String> response = server.post(path, USER_1);
      assertEquals(404, response.statusCode());
      assertTrue(json(response).has("errorDetails"));
    }
  }

  /** A success and a failure side by side; alone the failure is a 500 with key and code. */
  @Test
  void failureOfOneFlag_leavesTheOthers() throws Exception {
    server.close();
    try (FeatureFlags foreign = FeatureFlags.of(new Failing())) {
      server = new OfrepServer(foreign, OfrepServlet.builder().expose("*").build());
      assertEquals(
          JSON.readTree(
              "[{\"key\": \"good\", \"value\": \"x\", \"reason\": \"STATIC\", \"variant\": \"v\"},"
                  + "{\"key\": \"bad\", \"errorCode\": \"GENERAL\", \"errorDetails\":"
                  + " \"the system that decides this flag is not ready\"}]"),
          json(server.bulk(USER_1)).get("flags"));
      HttpResponse<String> bad = server.single("bad", USER_1);
      assertEquals(500, bad.statusCode());
      assertEquals("bad", json(bad).get("key").asString());
      assertEquals("GENERAL", json(bad).get("errorCode").asString());
    }
  }

  /** Another flag system, one of whose flags fails. */
  private static final class Failing implements FlagSource {
    @Override
    public List<String> names() {
      return List.of("good", "bad");
    }

    @Override
    public Evaluation evaluate(User user, Instant at) {
      Decision good =
          new Decision("good", true, "v", "x", Reason.STATIC, Source.PROVIDER, 0, null, null);
      ErrorCode fault = ErrorCode.PROVIDER_NOT_READY;
      Decision bad =
          new Decision("bad", false, null, null, Reason.ERROR, Source.PROVIDER, 0, null, fault);
      return Evaluation.of(user, at, List.of(good, bad));
    }

    @Override
    public Evaluation evaluate(User user, Instant at, Map<String, FlagOverride> overrides) {
      return evaluate(user, at);
    }

    @Override
    public FlagSource only(Predicate<String> names) {
      return this;
    }
  }

  static JsonNode json(HttpResponse<String> response) {
    return JSON.readTree(response.body());
  }
}
