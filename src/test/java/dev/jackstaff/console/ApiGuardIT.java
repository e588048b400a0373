package dev.jackstaff.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jackstaff.Await;
import dev.jackstaff.Evaluation;
import dev.jackstaff.FeatureFlags;
import dev.jackstaff.guard.RolloutGuard;
import dev.jackstaff.model.Flag;
import dev.jackstaff.model.FlagSet;
import dev.jackstaff.model.Guard;
import dev.jackstaff.model.Guard.Then;
import dev.jackstaff.model.User;
import dev.jackstaff.store.MemoryFlagStore;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A guard as a script sees it, from the first look to the lifted verdict. */
class ApiGuardIT {
  private static final Duration NEVER = Duration.ofDays(1);

  private final ConsoleClient deploy = ConsoleClient.bearer(ConsoleServer.ADMIN_TOKEN);
  private final ConsoleClient nightly = ConsoleClient.bearer(ConsoleServer.VIEWER_TOKEN);
  private final Flag checkout =
      Flag.builder("checkout")
          .percentage(10)
          .guard(new Guard(true, null, 0.001, Then.KILL, 200))
          .build();
  private ApiDescription description;
  private FeatureFlags features;
  private RolloutGuard guard;
  private ConsoleServer server;

  @BeforeEach
  void start() throws IOException {
    description = new ApiDescription();
    open(FeatureFlags.of(MemoryFlagStore.of(FlagSet.of(checkout, Flag.on("plain")))));
  }

  private void open(FeatureFlags guarded) {
    features = guarded;
    guard = RolloutGuard.builder(features).interval(NEVER).attach();
    server = ConsoleServer.start(features, it -> it);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  /** 3,000 users, of whom a third of those with the flag fail, and hardly anybody else. */
  private void harm() {
    for (int i = 0; i < 3000; i++) {
      Evaluation evaluation = features.integration().begin(User.of("user:" + i), Map.of());
      boolean fails = evaluation.isOn("checkout") ? i % 3 == 0 : i % 300 == 0;
      features.integration().finish(evaluation, fails ? 500 : 200, null, Duration.ZERO);
    }
    assertTrue(features.evidence().flush(Await.LONG));
    guard.look();
  }

  private String state() {
    HttpResponse<String> answer = nightly.get(server.unguarded("api/flags/checkout/guard"));
    assertEquals(200, answer.statusCode(), answer::body);
    return description.check("GET /flags/{name}/guard", answer).body();
  }

  private HttpResponse<String> lift(ConsoleClient client, String... headers) {
    return client.json("POST", server.unguarded("api/flags/checkout/lift"), "{}", headers);
  }

  @Test
  void verdict_isTold_withBothGroups() {
    assertTrue(state().contains("\"phase\":\"watching\""), state());
    assertTrue(state().contains("\"verdict\":null"), state());
    harm();
    String ended = state();
    assertTrue(ended.contains("\"phase\":\"ended\""), ended);
    assertTrue(ended.contains("\"signals\":[\"errors\"],\"on\":{\"users\":"), ended);
    assertTrue(ended.contains("\"signal\":\"errors\""), ended);
    assertTrue(ended.contains("\"action\":\"killed\",\"reason\":\""), ended);
    assertTrue(ended.contains(" users (0.3 %) without: "), ended);
    HttpResponse<String> all = nightly.get(server.unguarded("api/guards"));
    assertEquals("{\"guards\":[{\"flag\":\"checkout\",\"phase\":\"ended\"}]}", all.body());
  }

  @Test
  void verdict_isLiftedByWhoMayChange_andTheTestBeginsAfresh() {
    harm();
    assertEquals(403, lift(nightly).statusCode());
    assertTrue(state().contains("\"phase\":\"ended\""), state());
    HttpResponse<String> lifted = lift(deploy);
    assertEquals(200, lifted.statusCode(), lifted::body);
    description.check("POST /flags/{name}/lift", lifted);
    assertTrue(lifted.body().contains("\"percentage\":10"), lifted.body());
    noVerdictIsShown();
    guard.look();
    String afresh = state();
    assertTrue(afresh.contains("\"phase\":\"watching\""), afresh);
    assertTrue(
        afresh.contains(
            "\"on\":{\"users\":0,\"failing\":0,\"slow\":0,\"observed\":0,\"metrics\":{}}"),
        afresh);
  }

  /** The guard has not looked since. */
  private void noVerdictIsShown() {
    HttpResponse<String> none = nightly.get(server.unguarded("api/flags/checkout/guard"));
    assertEquals(404, none.statusCode(), none::body);
    HttpResponse<String> all = nightly.get(server.unguarded("api/guards"));
    assertEquals("{\"guards\":[]}", all.body());
    String page = ConsoleClient.as("ann").get(server.uri("flag/checkout")).body();
    assertTrue(page.contains("The guard begins its test at its next look."), page);
    assertFalse(page.contains("Alarm"), page);
  }

  @Test
  void verdict_isNotLiftedByAForeignPage() {
    harm();
    ConsoleClient ann = ConsoleClient.as("ann");
    var uri = server.uri("api/flags/checkout/lift");
    assertEquals(403, ann.json("POST", uri, "{}").statusCode(), "no token");
    assertEquals(
        403, ann.json("POST", uri, "{}", "Sec-Fetch-Site", "cross-site").statusCode(), "foreign");
    assertTrue(features.definitions().find("checkout").orElseThrow().isKilled());
  }

  @Test
  void verdictOfFlagsInCode_isToldAsThisProcesss_andCannotBeLifted() {
    server.close();
    open(FeatureFlags.of(FlagSet.of(List.of(checkout))));
    harm();
    assertTrue(state().contains("\"action\":\"killed here\""), state());
    HttpResponse<String> refused = lift(deploy);
    assertEquals(409, refused.statusCode(), refused::body);
    assertTrue(refused.body().contains("urn:jackstaff:problem:read-only"), refused.body());
  }

  @Test
  void whereNothingIsGuarded_thereIsNothing() {
    HttpResponse<String> plain = nightly.get(server.unguarded("api/flags/plain/guard"));
    assertEquals(404, plain.statusCode());
    assertFalse(plain.body().contains("verdict"), plain.body());
    HttpResponse<String> none = nightly.get(server.unguarded("api/flags/none/guard"));
    assertEquals(404, none.statusCode());
    assertEquals(403, ConsoleClient.nobody().get(server.unguarded("api/guards")).statusCode());
  }
}
