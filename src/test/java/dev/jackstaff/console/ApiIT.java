package dev.jackstaff.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jackstaff.FeatureFlags;
import dev.jackstaff.experiment.DatabaseExposures;
import dev.jackstaff.experiment.Experiments;
import dev.jackstaff.guard.RolloutGuard;
import dev.jackstaff.hygiene.UsageLog;
import dev.jackstaff.model.Flag;
import dev.jackstaff.model.FlagSet;
import dev.jackstaff.store.JdbcFlagStore;
import dev.jackstaff.store.MemoryFlagStore;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The API as a script uses it, each answer held to the OpenAPI file. */
class ApiIT {
  private static final String RAMP =
      "{\"schedule\": {\"start\": \"2026-01-01\", \"steps\": [[0, 5], [7, 50]]}}";

  private final ConsoleClient deploy = ConsoleClient.bearer(ConsoleServer.ADMIN_TOKEN);
  private ApiDescription description;
  private ConsoleServer server;
  private RolloutGuard guard;

  @BeforeEach
  void start() throws IOException {
    description = new ApiDescription();
    JdbcDataSource source = new JdbcDataSource();
    source.setURL("jdbc:h2:mem:api" + System.nanoTime() + ";DB_CLOSE_DELAY=-1");
    FeatureFlags features =
        FeatureFlags.of(JdbcFlagStore.builder(source).createTables(true).build());
    Experiments.attach(features, DatabaseExposures.builder(source).createTables(true).build());
    UsageLog.attach(features);
    guard = RolloutGuard.builder(features).interval(Duration.ofDays(1)).attach();
    server = ConsoleServer.start(features, it -> it);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private URI uri(String path) {
    return server.unguarded("api/" + path);
  }

  private HttpResponse<String> call(
      int status, String operation, String path, String body, String... headers) {
    String method = operation.substring(0, operation.indexOf(' '));
    HttpResponse<String> answer =
        body.isEmpty()
            ? deploy.send(method, uri(path), "", headers)
            : deploy.json(method, uri(path), body, headers);
    assertEquals(status, answer.statusCode(), answer::body);
    return description.check(operation, answer);
  }

  private static String tag(HttpResponse<String> answer) {
    return answer.headers().firstValue("ETag").orElseThrow();
  }

  @Test
  void description_namesEveryRoute() {
    Set<String> routes =
        ApiRoutes.routes().stream()
            .map(route -> route.method() + " /" + route.pattern().replace("*", "{name}"))
            .collect(Collectors.toCollection(TreeSet::new));
    assertEquals(routes, description.operations());
  }

  @Test
  void everyAnswer_isAsDescribed() {
    lifeOfAFlag();
    switches();
    documents();
    errors();
    assertEquals(description.answers(), description.answered());
  }

  private void lifeOfAFlag() {
    var made =
        call(
            201,
            "PUT /flags/{name}",
            "flags/search?reason=new",
            "{\"percentage\": 20}",
            "If-None-Match",
            "*");
    assertTrue(made.body().contains("\"percentage\":20"), made.body());
    call(304, "GET /flags/{name}", "flags/search", "", "If-None-Match", tag(made));
    String tag = tag(call(200, "GET /flags/{name}", "flags/search", ""));
    assertEquals(tag(made), tag);
    var changed = call(200, "PUT /flags/{name}", "flags/search", "true", "If-Match", tag);
    var stale = call(412, "PUT /flags/{name}", "flags/search", "false", "If-Match", tag);
    assertTrue(stale.body().contains("\"current\":true"), stale.body());
    assertEquals(tag(changed), tag(stale));
    var history = call(200, "GET /flags/{name}/history", "flags/search/history", "");
    assertTrue(history.body().contains("\"by\":\"deploy\",\"why\":\"new\""), history.body());
    String first = tag(made).replace("\"", "");
    call(
        200,
        "POST /flags/{name}/revert",
        "flags/search/revert",
        "{\"revision\": \"" + first + "\", \"reason\": \"back\"}");
    String now = tag(call(200, "GET /flags/{name}", "flags/search", ""));
    call(204, "DELETE /flags/{name}", "flags/search?reason=done", "", "If-Match", now);
    call(404, "GET /flags/{name}", "flags/search", "");
    call(
        200,
        "POST /flags/{name}/revert",
        "flags/search/revert",
        "{\"revision\": \"" + first + "\"}");
  }

  private void switches() {
    call(201, "PUT /flags/{name}", "flags/ramp", RAMP, "If-None-Match", "*");
    var killed = call(200, "POST /flags/{name}/kill", "flags/ramp/kill", "{\"reason\": \"smoke\"}");
    assertTrue(killed.body().contains("\"state\":\"killed\""), killed.body());
    assertTrue(killed.body().contains("\"reason\":\"smoke\""), killed.body());
    call(200, "POST /flags/{name}/lift", "flags/ramp/lift", "");
    var held = call(200, "POST /flags/{name}/hold", "flags/ramp/hold", "");
    assertTrue(held.body().contains("\"hold\""), held.body());
    call(200, "POST /flags/{name}/resume", "flags/ramp/resume", "{}");
    var set =
        call(200, "POST /flags/{name}/rollout", "flags/ramp/rollout", "{\"percentage\": 35.5}");
    assertTrue(set.body().contains("{\"percentage\":35.5}"), set.body());
    call(404, "GET /flags/{name}/results", "flags/ramp/results", "");
    String experiment =
        "{\"type\": \"experiment\", \"percentage\": 50, \"layer\": {\"name\": \"shop\", \"from\": 0, \"to\": 50}}";
    call(201, "PUT /flags/{name}", "flags/button", experiment, "If-None-Match", "*");
    var results = call(200, "GET /flags/{name}/results", "flags/button/results", "");
    assertTrue(results.body().contains("\"sizesFit\":true"), results.body());
    assertTrue(results.body().contains("\"name\":\"shop\",\"from\":0"), results.body());
    for (String rows : List.of("exposures.csv", "conversions.csv")) {
      var table = call(200, "GET /flags/{name}/" + rows, "flags/button/" + rows, "");
      assertTrue(table.body().contains(",subject,"), table.body());
      call(404, "GET /flags/{name}/" + rows, "flags/ramp/" + rows, "");
    }
    String guarded = "{\"percentage\": 10, \"guard\": {\"errors\": true}}";
    call(201, "PUT /flags/{name}", "flags/guarded", guarded, "If-None-Match", "*");
    guard.look();
    var guards = call(200, "GET /guards", "guards", "");
    assertEquals("{\"guards\":[{\"flag\":\"guarded\",\"phase\":\"watching\"}]}", guards.body());
    call(200, "GET /flags/{name}/guard", "flags/guarded/guard", "");
    call(404, "GET /flags/{name}/guard", "flags/button/guard", "");
    String winner = "POST /flags/{name}/winner";
    call(422, winner, "flags/button/winner", "{\"variant\": \"red\"}");
    var won = call(200, winner, "flags/button/winner", "{\"variant\": \"on\"}");
    assertTrue(won.body().contains("\"percentage\":100"), won.body());
  }

  private void documents() {
    String list = tag(call(200, "GET /flags", "flags", ""));
    call(304, "GET /flags", "flags", "", "If-None-Match", list);
    var status = call(200, "GET /status", "status", "");
    assertTrue(status.body().contains("\"actor\":\"deploy\""), status.body());
    String document = call(200, "GET /export", "export", "").body();
    assertTrue(document.contains("\"ramp\""), document);
    String wanted = "{\"flags\": {\"b\": {\"requires\": [\"a\"]}, \"a\": true}, \"segments\": {}}";
    var preview = call(200, "POST /import", "import?preview=true&replace=true", wanted);
    assertTrue(preview.body().contains("\"applied\":false"), preview.body());
    assertTrue(preview.body().contains("\"change\":\"remove\""), preview.body());
    call(200, "GET /flags/{name}", "flags/ramp", "");
    call(200, "POST /import", "import?replace=true&reason=anew", wanted);
    call(404, "GET /flags/{name}", "flags/ramp", "");
    String why = ConsoleClient.encode("{\"country\": \"DE\"}");
    var explained = call(200, "GET /explain", "explain?id=user:1&attributes=" + why, "");
    assertTrue(explained.body().contains("\"flag\":\"b\""), explained.body());
    call(200, "GET /openapi.json", "openapi.json", "");
    var cleanup = call(200, "GET /cleanup", "cleanup", "");
    assertTrue(cleanup.body().contains("\"findings\":[]"), cleanup.body());
    var usage = call(200, "GET /usage", "usage", "");
    assertTrue(usage.body().contains("{\"flag\":\"b\",\"since\""), usage.body());
  }

  private void errors() {
    call(422, "PUT /flags/{name}", "flags/bad", "{\"percentge\": 1}", "If-None-Match", "*");
    call(422, "PUT /flags/{name}", "flags/bad%20name", "true", "If-None-Match", "*");
    call(428, "PUT /flags/{name}", "flags/a", "true");
    call(400, "PUT /flags/{name}", "flags/a", "true", "If-Match", "unquoted");
    call(412, "PUT /flags/{name}", "flags/none", "true", "If-Match", "*");
    call(412, "PUT /flags/{name}", "flags/a", "true", "If-None-Match", "*");
    call(409, "DELETE /flags/{name}", "flags/a", "", "If-Match", "\"x\"");
    call(412, "DELETE /flags/{name}", "flags/b", "", "If-Match", "\"x\"");
    call(422, "POST /flags/{name}/rollout", "flags/a/rollout", "{\"percentage\": 140}");
    call(422, "POST /flags/{name}/rollout", "flags/a/rollout", "[1]");
    call(422, "POST /flags/{name}/lift", "flags/a/lift", "{\"reason\": 7}");
    call(404, "POST /flags/{name}/kill", "flags/none/kill", "");
    call(404, "POST /flags/{name}/lift", "flags/none/lift", "");
    call(404, "POST /flags/{name}/hold", "flags/none/hold", "");
    call(404, "POST /flags/{name}/resume", "flags/none/resume", "");
    call(404, "GET /flags/{name}/history", "flags/none/history", "");
    call(404, "POST /flags/{name}/revert", "flags/a/revert", "{\"revision\": \"none\"}");
    call(422, "POST /import", "import", "{\"a\": 7}");
    call(422, "POST /import", "import", "{");
    call(422, "GET /explain", "explain?at=tomorrow", "");
    assertEquals(415, deploy.send("PUT", uri("flags/a"), "true", "If-Match", "\"x\"").statusCode());
    ConsoleClient stranger = ConsoleClient.bearer("z".repeat(40));
    for (String path :
        new String[] {"openapi.json", "status", "export", "flags", "guards", "cleanup", "usage"}) {
      var answer = stranger.get(uri(path));
      assertEquals(401, answer.statusCode());
      assertEquals("Bearer", answer.headers().firstValue("WWW-Authenticate").orElse(""));
      description.check("GET /" + path, answer);
    }
    var wrong = deploy.send("PUT", uri("flags"), "");
    assertEquals(405, wrong.statusCode());
    assertEquals("GET", wrong.headers().firstValue("Allow").orElse(""));
  }

  @Test
  void storeWithoutHistory_saysSo() {
    try (ConsoleServer plain = ConsoleServer.start(MemoryFlagStore.of(FlagSet.of(Flag.on("a"))))) {
      var answer = deploy.get(plain.unguarded("api/flags/a/history"));
      assertEquals(409, answer.statusCode());
      description.check("GET /flags/{name}/history", answer);
    }
  }

  @Test
  void usageThatIsNotCounted_isNotThere() {
    try (ConsoleServer plain = ConsoleServer.start(MemoryFlagStore.of(FlagSet.of(Flag.on("a"))))) {
      var answer = deploy.get(plain.unguarded("api/usage"));
      assertEquals(404, answer.statusCode());
      assertTrue(answer.body().contains("usage=on counts it"), answer.body());
      description.check("GET /usage", answer);
      var notes = deploy.get(plain.unguarded("api/cleanup"));
      assertTrue(notes.body().contains("usage=on counts it"), notes.body());
      description.check("GET /cleanup", notes);
    }
  }

  @Test
  void flagsInCode_cannotBeChanged() {
    try (ConsoleServer fixed =
        ConsoleServer.start(FeatureFlags.of(FlagSet.of(Flag.on("a"))), it -> it)) {
      var answer = deploy.send("POST", fixed.unguarded("api/flags/a/kill"), "");
      assertEquals(409, answer.statusCode(), answer::body);
      assertTrue(answer.body().contains("urn:jackstaff:problem:read-only"), answer.body());
    }
  }
}
