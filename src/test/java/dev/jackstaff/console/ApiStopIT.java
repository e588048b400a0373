package dev.jackstaff.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jackstaff.FeatureFlags;
import dev.jackstaff.model.Flag;
import dev.jackstaff.model.FlagSet;
import dev.jackstaff.model.Kill;
import dev.jackstaff.store.MemoryFlagStore;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A kill is never refused for what its body says. */
final class ApiStopIT {
  private final MemoryFlagStore store = MemoryFlagStore.of(FlagSet.of(Flag.on("shop")));
  private final FeatureFlags features = FeatureFlags.of(store);
  private final ConsoleServer server = ConsoleServer.start(features, it -> it);
  private final HttpClient http = HttpClient.newHttpClient();

  @AfterEach
  void stop() {
    server.close();
    features.close();
  }

  private int post(String act, String type, String body) throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(server.unguarded("api/flags/shop/" + act))
            .header("Authorization", "Bearer " + ConsoleServer.ADMIN_TOKEN)
            .POST(BodyPublishers.ofString(body));
    if (!type.isEmpty()) {
      request.header("Content-Type", type);
    }
    HttpResponse<String> answer = http.send(request.build(), BodyHandlers.ofString());
    return answer.statusCode();
  }

  private Kill kill() {
    return Objects.requireNonNull(store.flags().find("shop").orElseThrow().killed());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      value = {
        "application/json ~ ''",
        "'' ~ ''",
        "text/plain ~ ''",
        "application/x-www-form-urlencoded ~ ''",
        "application/json ~ null",
        "application/json ~ []",
        "application/json ~ {\"reason\": 5}",
        "application/json ~ {\"reason\": \"x",
        "application/json ~ {\"reason\": \"\\uD800\"}",
        "application/json; charset=utf-16 ~ {}",
        "application/json; charset=none-such ~ {}",
        "text/plain ~ on fire",
        "'' ~ on fire",
        "application/x-www-form-urlencoded ~ reason=%zz",
      })
  void kill_whateverItsBodyIs_isDone(String type, String body) throws Exception {
    assertEquals(200, post("kill", type, body));
    assertTrue(store.flags().find("shop").orElseThrow().isKilled());
  }

  @Test
  void kill_withABodyOverTheLimit_isDone() throws Exception {
    String body = "{\"reason\": \"" + "x".repeat(1_500_000) + "\"}";

    assertEquals(200, post("kill", "application/json", body));
    assertNull(kill().reason());
  }

  @Test
  void reason_longOrInvisible_isCutAndCleaned() throws Exception {
    String body = "{\"reason\": \"a\u202e\u0085b" + "\ud83d\udd25".repeat(5_000) + "\"}";

    assertEquals(200, post("kill", "application/json", body));

    String reason = Objects.requireNonNull(kill().reason());
    assertTrue(reason.startsWith("a b\ud83d\udd25"), reason);
    assertTrue(reason.length() <= 1_001 && reason.endsWith("\ud83d\udd25…"), reason);
  }

  @ParameterizedTest
  @ValueSource(strings = {"application/json", "text/plain", "application/x-www-form-urlencoded"})
  void lift_withoutABody_isDone_whateverItsType(String type) throws Exception {
    post("kill", "", "");

    assertEquals(200, post("lift", type, ""));
    assertNull(store.flags().find("shop").orElseThrow().killed());
  }
}
