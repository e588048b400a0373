package dev.jackstaff.console;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jackstaff.model.About;
import dev.jackstaff.model.Condition;
import dev.jackstaff.model.Flag;
import dev.jackstaff.model.FlagSet;
import dev.jackstaff.model.Rule;
import dev.jackstaff.model.Variant;
import dev.jackstaff.store.Change;
import dev.jackstaff.store.MemoryFlagStore;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Tries to change what one must not change, and to break pages. */
class ConsoleAttackIT {
  private static final String MIB = "x".repeat(1 << 20);
  private static final FlagSet FLAGS =
      FlagSet.of(Flag.on("victim"), Flag.percentage("other", 20), Flag.off("third"));

  private final MemoryFlagStore store = MemoryFlagStore.of(FLAGS);
  private ConsoleServer server;

  @BeforeEach
  void start() {
    server = ConsoleServer.start(store);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  /** All that change something, taken from the servlet itself, so that none is forgotten. */
  static Stream<Route> changes() {
    Stream<Route> api =
        ApiRoutes.routes().stream()
            .map(it -> new Route(it.method(), "api/" + it.pattern(), it.handler()));
    return Stream.concat(PageRoutes.routes().stream(), api).filter(Route::changes);
  }

  private static String path(Route route) {
    return route.pattern().replace("*", "victim");
  }

  private static boolean isApi(Route route) {
    return route.pattern().startsWith("api/");
  }

  /** The fields of a change that would be made if it were allowed. */
  private static Map<String, String> fields() {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("percentage", "50");
    fields.put("reason", "an attack");
    fields.put("name", "attack");
    fields.put("definition", "false");
    fields.put("file", "{}");
    fields.put("replace", "yes");
    fields.put("force", "yes");
    fields.put("apply", "yes");
    fields.put("version", "x");
    fields.put("revision", "x");
    return fields;
  }

  private HttpResponse<String> attack(
      ConsoleClient client, Route route, URI uri, String csrf, String... headers) {
    if (isApi(route)) {
      List<String> all = new ArrayList<>(List.of(headers));
      all.addAll(List.of("If-Match", "\"x\""));
      if (!csrf.isEmpty()) {
        all.addAll(List.of("X-CSRF-Token", csrf));
      }
      return client.json(route.method(), uri, "{}", all.toArray(String[]::new));
    }
    Map<String, String> fields = fields();
    if (!csrf.isEmpty()) {
      fields.put("_csrf", csrf);
    }
    return client.post(uri, fields, headers);
  }

  private void refused(int status, HttpResponse<String> answer, Route route) {
    assertEquals(status, answer.statusCode(), () -> route + ": " + answer.body());
    assertEquals(FLAGS, store.flags(), route::toString);
    if (isApi(route) && answer.headers().firstValue("Content-Security-Policy").isPresent()) {
      assertEquals(
          "application/problem+json", answer.headers().firstValue("Content-Type").orElse(""));
    }
  }

  private String csrf(String user) {
    return ConsoleClient.as(user).csrf(server.uri("new"));
  }

  @ParameterizedTest
  @MethodSource("changes")
  void changingRoute_withoutToken_isRefused(Route route) {
    refused(403, attack(ConsoleClient.as("ann"), route, server.uri(path(route)), ""), route);
  }

  @ParameterizedTest
  @MethodSource("changes")
  void changingRoute_withAnotherUsersToken_isRefused(Route route) {
    String stolen = csrf("cas");
    refused(403, attack(ConsoleClient.as("ann"), route, server.uri(path(route)), stolen), route);
  }

  @ParameterizedTest
  @MethodSource("changes")
  void changingRoute_withMadeUpTokens_isRefused(Route route) {
    String good = csrf("ann");
    String hour = good.substring(0, good.indexOf('.'));
    for (String token :
        List.of("x", ".", hour + ".", "1" + good.substring(good.indexOf('.')), good + "A", MIB)) {
      // A header of a mebibyte the container refuses itself.
      boolean header = isApi(route) && token.equals(MIB);
      HttpResponse<String> answer =
          attack(
              ConsoleClient.as("ann"),
              route,
              server.uri(path(route)),
              header ? MIB.substring(0, 4000) : token);
      boolean large = token.equals(MIB) && !header && !route.takesFlagFile();
      refused(large ? 413 : 403, answer, route);
    }
  }

  @ParameterizedTest
  @MethodSource("changes")
  void changingRoute_fromAnotherOrigin_isRefusedEvenWithTheToken(Route route) {
    String good = csrf("ann");
    String own = "http://localhost:" + server.port();
    List<String[]> foreign =
        List.of(
            new String[] {"Origin", "https://evil.example"},
            new String[] {"Origin", "null"},
            new String[] {"Origin", own + "0"},
            new String[] {"Origin", "http://localhost"},
            new String[] {"Sec-Fetch-Site", "cross-site"},
            new String[] {"Sec-Fetch-Site", "same-site"},
            new String[] {"Sec-Fetch-Site", "none"},
            new String[] {"Origin", own, "Sec-Fetch-Site", "cross-site"});
    for (String[] headers : foreign) {
      refused(
          403,
          attack(ConsoleClient.as("ann"), route, server.uri(path(route)), good, headers),
          route);
    }
  }

  @ParameterizedTest
  @MethodSource("changes")
  void changingRoute_fromAnotherOrigin_isRefusedEvenWithBearer(Route route) {
    ConsoleClient script = ConsoleClient.bearer(ConsoleServer.ADMIN_TOKEN);
    HttpResponse<String> answer =
        attack(script, route, server.unguarded(path(route)), "", "Origin", "https://evil.example");
    refused(403, answer, route);
  }

  @ParameterizedTest
  @MethodSource("changes")
  void changingRoute_asViewer_isRefused(Route route) {
    String token =
        new CsrfTokens(SecretRules.keys(ConsoleServer.SECRET), java.time.InstantSource.system())
            .token("user vic");
    refused(403, attack(ConsoleClient.as("vic"), route, server.uri(path(route)), token), route);
    ConsoleClient script = ConsoleClient.bearer(ConsoleServer.VIEWER_TOKEN);
    refused(403, attack(script, route, server.unguarded(path(route)), ""), route);
  }

  @ParameterizedTest
  @MethodSource("changes")
  void changingRoute_asSomebodyWithoutRole_isRefused(Route route) {
    refused(403, attack(ConsoleClient.as("bob"), route, server.uri(path(route)), ""), route);
  }

  @ParameterizedTest
  @MethodSource("changes")
  void changingRoute_asNobody_isRefused(Route route) {
    ConsoleClient nobody = ConsoleClient.nobody();
    assertEquals(401, attack(nobody, route, server.uri(path(route)), "").statusCode());
    refused(403, attack(nobody, route, server.unguarded(path(route)), csrf("ann")), route);
    ConsoleClient stranger = ConsoleClient.bearer("x".repeat(40));
    refused(401, attack(stranger, route, server.unguarded(path(route)), ""), route);
  }

  @ParameterizedTest
  @MethodSource("changes")
  void changingRoute_byAnotherMethod_changesNothing(Route route) {
    ConsoleClient ann = ConsoleClient.as("ann");
    String query = "?" + ConsoleClient.encode(fields()) + "&_csrf=" + csrf("ann");
    for (String method : List.of("GET", "HEAD", "OPTIONS", "TRACE", "PATCH", "get", "POSTGET")) {
      HttpResponse<String> answer =
          ann.send(
              method,
              URI.create(server.uri(path(route)) + query),
              "",
              "X-HTTP-Method-Override",
              route.method());
      assertTrue(answer.statusCode() < 500, () -> method + " " + route + ": " + answer);
      assertEquals(FLAGS, store.flags(), () -> method + " " + route);
    }
  }

  @Test
  void everything_asNobody_isHidden() {
    Stream<String> paths =
        Stream.concat(
            PageRoutes.routes().stream().map(Route::pattern),
            ApiRoutes.routes().stream().map(route -> "api/" + route.pattern()));
    assertAll(
        paths
            .map(pattern -> pattern.replace("*", "victim"))
            .map(
                path ->
                    () -> {
                      var nobody = ConsoleClient.nobody().get(server.unguarded(path));
                      var bob = ConsoleClient.as("bob").get(server.uri(path));
                      assertEquals(403, nobody.statusCode(), path);
                      assertEquals(403, bob.statusCode(), path);
                      assertFalse(nobody.body().contains("other"), path);
                      assertFalse(bob.body().contains("other"), path);
                    }));
  }

  static Stream<String> nasty() {
    return Stream.of(
        "<script>alert(1)</script>",
        "\"><img src=x onerror=alert(1)>",
        "'><svg/onload=alert(1)>",
        "</textarea></title></style></script><script>alert(1)</script>",
        "javascript:alert(1)",
        "&lt;script&gt;&#60;b&#62;",
        "{} {0} ${7*7} #{7*7} %s {{7*7}}",
        "a\r\nSet-Cookie: evil=1\r\n\r\n<b>",
        "\u0000\u0008\u001b[31m\u2028\u202e\uFEFF",
        "é→🏴 \u0301".repeat(50),
        "../../../WEB-INF/web.xml");
  }

  @ParameterizedTest
  @MethodSource("nasty")
  void nastyText_inEveryField_isShownAsText(String nasty) {
    String text = nasty.length() > 90 ? nasty.substring(0, 90) : nasty;
    Flag flag =
        Flag.builder("nasty")
            .users(text)
            .rule(Rule.variant(Condition.is(text, text), text))
            .variant(Variant.of(text, 1, text))
            .variant(Variant.of("b", 1, "c"))
            .bucketBy(text.isBlank() ? "x" : text)
            .salt(text)
            .about(new About(text, text, List.of(text), null, null, false, Map.of(text, text)))
            .build();
    store.put(flag, null, Change.by("test", null));
    store.kill("nasty", Change.by(text, text));
    ConsoleClient ann = ConsoleClient.as("ann");
    String query = ConsoleClient.encode(text);
    List<String> pages =
        List.of(
            "",
            "?q=" + query + "&state=" + query + "&owner=" + query + "&type=" + query,
            "flag/nasty",
            "flag/nasty/edit",
            "flag/nasty/json",
            "flag/nasty/delete",
            "evaluate?id=" + query + "&attributes=" + query + "%3D" + query,
            "evaluate?id=" + query + "&attributes=" + query + "&at=" + query,
            "file",
            "flag/" + query.replace("+", "%20"),
            "api/flags/" + query.replace("+", "%20"));
    for (String path : pages) {
      HttpResponse<String> answer = ann.get(server.uri(path));
      assertTrue(answer.statusCode() < 500, () -> path + ": " + answer.statusCode());
      assertHarmless(answer, path);
    }
    assertEquals(200, ann.get(server.uri("")).statusCode());
    assertTrue(ann.get(server.uri("flag/nasty")).body().contains("id=\"definition\""));
  }

  private static void assertHarmless(HttpResponse<String> answer, String path) {
    String body = answer.body();
    String type = answer.headers().firstValue("Content-Type").orElse("");
    assertTrue(answer.headers().firstValue("Set-Cookie").filter(c -> c.contains("evil")).isEmpty());
    if (type.startsWith("text/html")) {
      assertFalse(body.contains("<script>"), path);
      assertFalse(body.contains("<img src=x"), path);
      assertFalse(body.contains("<svg/onload"), path);
      assertFalse(body.contains("</script><script"), path);
      assertFalse(body.contains("\u0000"), path);
    }
  }

  @ParameterizedTest
  @MethodSource("nasty")
  void nastyText_typedIntoEveryForm_breaksNothing(String nasty) {
    ConsoleClient ann = ConsoleClient.as("ann");
    String csrf = csrf("ann");
    for (Route route : changes().filter(route -> !isApi(route)).toList()) {
      Map<String, String> fields = fields();
      fields.replaceAll((name, value) -> nasty);
      for (String more :
          List.of(
              "users",
              "requires",
              "description",
              "owner",
              "tags",
              "expires",
              "start",
              "zone",
              "stepOffset",
              "stepPercentage",
              "variantName",
              "variantWeight",
              "variantValue",
              "rule",
              "bucketBy",
              "salt",
              "type")) {
        fields.put(more, nasty);
      }
      fields.put("rollout", "schedule");
      fields.put("rule." + nasty + ".outcome", "variant");
      fields.put("rule." + nasty + ".path", nasty);
      fields.put("rule." + nasty + ".operator", nasty);
      fields.put("rule." + nasty + ".value", nasty);
      fields.put("_csrf", csrf);
      HttpResponse<String> answer = ann.post(server.uri(path(route)), fields);
      assertTrue(answer.statusCode() < 500, () -> route + ": " + answer.body());
      assertHarmless(answer, route.toString());
    }
    assertEquals(200, ann.get(server.uri("")).statusCode());
  }

  @Test
  void aMebibyte_inEveryFieldAndName_isRefusedOrHarmless() {
    ConsoleClient ann = ConsoleClient.as("ann");
    String csrf = csrf("ann");
    for (Route route : changes().filter(it -> !isApi(it) || !it.stops()).toList()) {
      HttpResponse<String> answer =
          isApi(route)
              ? ann.json(
                  route.method(),
                  server.uri(path(route)),
                  "\"" + MIB + "\"",
                  "X-CSRF-Token",
                  csrf,
                  "If-Match",
                  "\"x\"")
              : ann.post(server.uri(path(route)), Map.of("_csrf", csrf, "reason", MIB));
      assertEquals(route.takesFlagFile() ? 422 : 413, answer.statusCode(), route::toString);
      assertTrue(answer.body().length() < 8000, route::toString);
    }
    assertEquals(FLAGS, store.flags());
  }

  @Test
  void longReason_ofAKill_isCut() {
    ConsoleClient ann = ConsoleClient.as("ann");
    Map<String, String> fields = Map.of("_csrf", csrf("ann"), "reason", "x".repeat(1001));
    assertEquals(303, ann.post(server.uri("flag/victim/kill"), fields).statusCode());
    assertEquals(
        "x".repeat(1000) + "…", store.flags().find("victim").orElseThrow().killed().reason());
  }

  @Test
  void definitionsThatAreAlmostTooLarge_areStillShown() {
    String half = "<".repeat(1 << 19);
    About about = new About(half, half, List.of(half), null, null, false, Map.of("x", half));
    store.put(Flag.builder("large").about(about).users(half).build(), null, Change.by("t", null));
    ConsoleClient ann = ConsoleClient.as("ann");
    assertEquals(200, ann.get(server.uri("flag/large")).statusCode());
    assertTrue(ann.get(server.uri("")).body().length() < 30_000);
    assertTrue(ann.get(server.uri("flag/large")).body().length() < 200_000);
  }

  @Test
  void lineBreaksInAReason_becomeOneLine() {
    Map<String, String> fields =
        Map.of("_csrf", csrf("ann"), "reason", "one\r\nERROR two\u001b[31m");
    ConsoleClient.as("ann").post(server.uri("flag/victim/kill"), fields);
    assertEquals(
        "one ERROR two [31m", store.flags().find("victim").orElseThrow().killed().reason());
  }

  @Test
  void everyAnswer_carriesThePolicy() {
    for (String path :
        List.of("", "flag/victim", "nothing", "api/flags", "api/nothing", "assets/console.js")) {
      var headers = ConsoleClient.as("ann").get(server.uri(path)).headers();
      String policy = headers.firstValue("Content-Security-Policy").orElse("");
      assertTrue(policy.startsWith("default-src 'none'; script-src 'self';"), path);
      assertTrue(policy.contains("frame-ancestors 'none'"), path);
      assertFalse(policy.contains("unsafe"), path);
      assertEquals("nosniff", headers.firstValue("X-Content-Type-Options").orElse(""), path);
      assertTrue(
          headers.firstValue("Cache-Control").orElse("").matches("no-store|private, no-cache"),
          path);
      assertTrue(headers.firstValue("Access-Control-Allow-Origin").isEmpty(), path);
    }
  }
}
