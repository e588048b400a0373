package dev.jackstaff.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jackstaff.FeatureFlags;
import dev.jackstaff.model.FlagSet;
import dev.jackstaff.store.MemoryFlagStore;
import java.net.http.HttpResponse;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** An import within its limit of bytes is bounded in what it costs, too. */
final class ConsoleImportBoundIT {
  private final FeatureFlags features = FeatureFlags.of(MemoryFlagStore.of(FlagSet.empty()));
  private final ConsoleServer server = ConsoleServer.start(features, it -> it);

  @AfterEach
  void stop() {
    server.close();
    features.close();
  }

  private HttpResponse<String> preview(String document) {
    return ConsoleClient.bearer(ConsoleServer.ADMIN_TOKEN)
        .json("POST", server.unguarded("api/import?preview=true"), document);
  }

  private static String flags(int count, String definition) {
    return IntStream.range(0, count)
        .mapToObj(i -> "\"f" + i + "\":" + definition)
        .collect(Collectors.joining(",", "{", "}"));
  }

  @Test
  void manyFlags_areRefused() {
    HttpResponse<String> answer = preview(flags(298_000, "true"));
    assertEquals(422, answer.statusCode(), answer.body());
    assertTrue(answer.body().contains("more than 10000 flags"), answer.body());
  }

  @Test
  void manyValues_areRefused() {
    HttpResponse<String> answer = preview("{\"a\":[" + "[],".repeat(4_000_000) + "1]}");
    assertEquals(422, answer.statusCode(), answer.body());
    assertTrue(answer.body().contains("more than 2000000"), answer.body());
  }

  @Test
  void manyLargePatterns_areRefused() {
    String rule =
        "{\"rules\":[{\"if\":{\"a\":{\"$regex\":\"(a{1,30}){1,30}\"}},\"enabled\":true}]}";
    HttpResponse<String> answer = preview(flags(9_000, rule));
    assertEquals(422, answer.statusCode(), answer.body());
    assertTrue(answer.body().contains("patterns of all flags together"), answer.body());
  }

  @Test
  void asManyFlagsAsAreTaken_areCounted_andTheFirstAreListed() {
    HttpResponse<String> answer = preview(flags(10_000, "true"));
    assertEquals(200, answer.statusCode(), answer.body());
    assertTrue(answer.body().contains("\"total\":10000"), answer.body());
    assertEquals(300, answer.body().split("\"change\":", -1).length - 1);
  }
}
