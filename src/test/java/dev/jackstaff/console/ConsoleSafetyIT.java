package dev.jackstaff.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jackstaff.Await;
import dev.jackstaff.FeatureFlags;
import dev.jackstaff.model.Flag;
import dev.jackstaff.model.FlagSet;
import dev.jackstaff.model.Kill;
import dev.jackstaff.store.FileFlagStore;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An emergency stop works exactly when something is broken. */
final class ConsoleSafetyIT {
  private static final String GOOD = "{\"shop\": true, \"ramp\": {\"percentage\": 20}}";

  @TempDir private Path directory;

  @ParameterizedTest
  @ValueSource(strings = {"{\"shop\": ", "{\"shop\": {\"percentge\": 1}}", ""})
  void stops_whileTheFileIsBroken_holdHere_sayThatTheyAreNotWritten_andAreWrittenLater(
      String broken) throws Exception {
    Path file = Files.writeString(directory.resolve("flags.json"), GOOD);
    FeatureFlags features = FeatureFlags.of(FileFlagStore.watching(file));
    try (ConsoleServer node = ConsoleServer.start(features, it -> it)) {
      ConsoleClient script = ConsoleClient.bearer(ConsoleServer.ADMIN_TOKEN);
      ConsoleClient ann = ConsoleClient.as("ann");
      Files.writeString(file, broken);

      HttpResponse<String> killed =
          script.json("POST", node.unguarded("api/flags/shop/kill"), "{\"reason\": \"fire\"}");
      HttpResponse<String> stopped =
          script.json("POST", node.unguarded("api/flags/ramp/rollout"), "{\"percentage\": 0}");

      assertEquals(200, killed.statusCode(), killed.body());
      assertTrue(killed.body().contains("\"unwritten\":\"killed; not yet written"), killed.body());
      assertEquals(200, stopped.statusCode(), stopped.body());
      assertTrue(stopped.body().contains("\"unwritten\":\"rollout 0 %"), stopped.body());
      assertFalse(features.isEnabled("shop", "user:1"));
      inForce(features.definitions(), script, node);
      String page = ann.get(node.uri("flag/shop")).body();
      assertTrue(page.contains("In force on this node only"), page);
      String status = script.get(node.unguarded("api/status")).body();
      assertTrue(status.contains("\"unwritten\":{\"ramp\":"), status);

      Files.writeString(file, GOOD);
      Await.until("written", () -> features.status().store().unwritten().isEmpty());
      assertTrue(Files.readString(file).contains("\"reason\": \"fire\""), Files.readString(file));
      assertFalse(ann.get(node.uri("flag/shop")).body().contains("In force on this node only"));
      script.json("POST", node.unguarded("api/flags/shop/lift"), "{}");
      assertTrue(features.isEnabled("shop", "user:1"));
    }
  }

  /** The set and the API show what users get, not what the file says. */
  private static void inForce(FlagSet flags, ConsoleClient script, ConsoleServer node) {
    Flag shop = flags.find("shop").orElseThrow();
    assertEquals("fire", Objects.requireNonNull(shop.killed()).reason());
    assertEquals(0, flags.find("ramp").orElseThrow().percentage().orElseThrow());
    String killed = script.get(node.unguarded("api/flags/shop")).body();
    assertTrue(killed.contains("\"reason\":\"fire\""), killed);
    String stopped = script.get(node.unguarded("api/flags/ramp")).body();
    assertTrue(stopped.replace(" ", "").contains("\"percentage\":0"), stopped);
    String all = script.get(node.unguarded("api/flags")).body();
    assertTrue(all.contains("fire"), all);
  }

  @Test
  void killOfThisProcessAlone_isShown_andLifted() throws Exception {
    Path file = Files.writeString(directory.resolve("flags.json"), GOOD);
    FeatureFlags features = FeatureFlags.of(FileFlagStore.watching(file));
    try (ConsoleServer node = ConsoleServer.start(features, it -> it)) {
      ConsoleClient script = ConsoleClient.bearer(ConsoleServer.ADMIN_TOKEN);
      features.integration().killLocally("shop", new Kill("guard", Instant.EPOCH, "harm"));

      String status = script.get(node.unguarded("api/status")).body();
      assertTrue(status.contains("\"shop\":\"killed in this process only"), status);
      script.json("POST", node.unguarded("api/flags/shop/lift"), "{}");

      assertTrue(features.isEnabled("shop", "user:1"));
    }
  }
}
