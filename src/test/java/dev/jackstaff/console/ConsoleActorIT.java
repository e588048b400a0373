package dev.jackstaff.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jackstaff.FeatureFlags;
import dev.jackstaff.console.ConsoleAccess.Grant;
import dev.jackstaff.model.Flag;
import dev.jackstaff.model.FlagSet;
import dev.jackstaff.model.Kill;
import dev.jackstaff.store.MemoryFlagStore;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The history names whoever did something, in one line, and nobody else. */
class ConsoleActorIT {
  private static final String FORGED =
      "{\"enabled\": true, \"killed\": {\"by\": \"boss\", \"at\": \"2001-01-01T00:00:00Z\","
          + " \"reason\": \"x\"}}";

  private final MemoryFlagStore store = MemoryFlagStore.of(FlagSet.of(Flag.on("a"), Flag.on("b")));
  private final FeatureFlags features = FeatureFlags.of(store);
  private volatile String actor = "eve";
  private final ConsoleServer server =
      ConsoleServer.start(features, builder -> builder.access(request -> Grant.change(actor)));

  @AfterEach
  void stop() {
    server.close();
    features.close();
  }

  private Kill kill(String flag) {
    return Objects.requireNonNull(store.flags().find(flag).orElseThrow().killed());
  }

  @ParameterizedTest
  @ValueSource(strings = {"guard", "Local", " initial ", "outside"})
  void reservedName_isRefused(String name) {
    actor = name;
    assertEquals(403, ConsoleClient.nobody().get(server.unguarded("api/flags")).statusCode());
    String token = "x".repeat(40);
    ConsoleServlet.Builder builder = ConsoleServlet.builder(features);
    assertThrows(IllegalArgumentException.class, () -> builder.adminToken(name, token));
    assertThrows(IllegalArgumentException.class, () -> builder.viewerToken(name, token));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "guard\u00a0",
        "guard\u200d",
        "\u2060guard",
        "guard\ufe0f",
        "guard\u034f",
        "gu\u00adard",
        "gu\u200bard",
        "\uff47\uff55\uff41\uff52\uff44",
        "\u043eutside",
        "gu\u0430rd",
        "Iocal",
        "l\u043e\u0441al",
        "GU\u0410RD",
        "g u a r d",
        "in\u0456tial",
        "0utside"
      })
  void nameThatLooksLikeAReservedOne_isRefused(String name) {
    assertTrue(Actor.isReserved(name));
  }

  @ParameterizedTest
  @ValueSource(strings = {"ann", "guardian", "Иван", "Γιάννης", "locale", "outsider", "guard2"})
  void otherName_isFree(String name) {
    assertFalse(Actor.isReserved(name));
  }

  @Test
  void actorsName_isShownOnOneLine_andCut() {
    actor = "eve\u2028\u202e\u0085\u009b" + "x".repeat(5_000);
    String status = ConsoleClient.nobody().get(server.unguarded("api/status")).body();
    assertTrue(status.contains("\"actor\":\"eve x"), status);
    assertFalse(status.contains("x".repeat(201)), status);
  }

  @Test
  void reasonInADefinition_isCleanedAndCut() {
    ConsoleClient script = ConsoleClient.bearer(ConsoleServer.ADMIN_TOKEN);
    String kill = "{\"killed\": {\"reason\": \"a\u202e\u2028b" + "x".repeat(200_000) + "\"}}";

    script.json("POST", server.unguarded("api/import"), "{\"a\": " + kill + "}");

    String reason = Objects.requireNonNull(kill("a").reason());
    assertTrue(reason.startsWith("a bx"), reason);
    assertEquals(1_000, reason.length());
  }

  @Test
  void killInADefinition_isTheSenders() {
    Instant before = Instant.now();
    ConsoleClient script = ConsoleClient.bearer(ConsoleServer.ADMIN_TOKEN);
    assertEquals(
        200,
        script.json("PUT", server.unguarded("api/flags/a"), FORGED, "If-Match", "*").statusCode());
    assertEquals("deploy", kill("a").by());
    assertFalse(Objects.requireNonNull(kill("a").at()).isBefore(before));
    assertEquals("x", kill("a").reason());
    String document = "{\"b\": " + FORGED + ", \"a\": " + FORGED.replace("boss", "chief") + "}";
    Instant killed = kill("a").at();
    assertEquals(200, script.json("POST", server.unguarded("api/import"), document).statusCode());
    assertEquals("deploy", kill("b").by());
    assertEquals("deploy", kill("a").by());
    assertEquals(killed, kill("a").at());
  }

  @Test
  void killInTheJsonForm_isTheSenders() {
    var page = ConsoleClient.nobody().get(server.unguarded("flag/a/json"));
    String revision = page.body().replaceAll("(?s).*name=\"revision\" value=\"([^\"]*)\".*", "$1");
    String csrf = page.body().replaceAll("(?s).*?name=\"_csrf\" value=\"([^\"]+)\".*", "$1");
    var saved =
        ConsoleClient.nobody()
            .post(
                server.unguarded("flag/a/json"),
                Map.of("_csrf", csrf, "revision", revision, "definition", FORGED));
    assertEquals(303, saved.statusCode());
    assertEquals("eve", kill("a").by());
  }

  @Test
  void nameAndReason_areOneLine_whateverTheyHold() {
    actor = "e\u0085v\u2028e\u202E\n";
    String reason = "a\\u0085b\\u2028c\\u202Ed\\ne";
    HttpResponse<String> status = ConsoleClient.nobody().get(server.unguarded("api/status"));
    String csrf = status.body().replaceAll("(?s).*\"csrf\":\"([^\"]+)\".*", "$1");
    var killed =
        ConsoleClient.nobody()
            .json(
                "POST",
                server.unguarded("api/flags/a/kill"),
                "{\"reason\": \"" + reason + "\"}",
                "X-CSRF-Token",
                csrf);
    assertEquals(200, killed.statusCode(), killed.body());
    assertEquals("e v e ", kill("a").by());
    assertEquals("a b c d e", kill("a").reason());
  }

  /** The application lets its own bearers in; they are no bearers of the console's. */
  @Test
  void unknownBearer_ofTheApplication_waivesNoToken() {
    ConsoleClient other = ConsoleClient.bearer("a-token-of-the-application");
    assertEquals(200, other.get(server.unguarded("api/flags")).statusCode());
    var kill = other.json("POST", server.unguarded("api/flags/a/kill"), "{}");
    assertEquals(403, kill.statusCode());
    assertTrue(kill.body().contains("the CSRF token is missing"), kill.body());
    var forged =
        other.json("POST", server.unguarded("api/flags/a/kill"), "{}", "X-CSRF-Token", "1.x");
    assertTrue(forged.body().contains("the CSRF token belongs to another user"), forged.body());
    assertFalse(store.flags().find("a").orElseThrow().isKilled());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "text/plain;charset=utf-16",
        "application/json;charset=utf-16",
        "application/json; charset=\"iso-8859-1\"",
        "application/json;charset=nonsense"
      })
  void bodyOfAnotherTypeOrCharset_isRefused(String type) {
    ConsoleClient script = ConsoleClient.bearer(ConsoleServer.ADMIN_TOKEN);
    var answer =
        script.send(
            "PUT", server.unguarded("api/flags/a"), "false", "Content-Type", type, "If-Match", "*");
    assertEquals(415, answer.statusCode(), answer.body());
    String wanted = type.startsWith("text") ? "must be application/json" : "must be in UTF-8";
    assertTrue(answer.body().contains(wanted), answer.body());
  }

  /** An export of thousands of flags comes back in. */
  @Test
  void importBeyondAMebibyte_isTaken() {
    StringBuilder document = new StringBuilder("{");
    for (int i = 0; i < 9_000; i++) {
      document.append("\"flag_with_a_long_name_").append(i).append("\": {\"description\": \"");
      document.append("x".repeat(80)).append("\"},");
    }
    document.setCharAt(document.length() - 1, '}');
    assertTrue(document.length() > 1 << 20);
    ConsoleClient script = ConsoleClient.bearer(ConsoleServer.ADMIN_TOKEN);
    var preview =
        script.json("POST", server.unguarded("api/import?preview=true"), document.toString());
    assertEquals(200, preview.statusCode());
  }
}
