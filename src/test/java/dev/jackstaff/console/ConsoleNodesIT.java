package dev.jackstaff.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jackstaff.Await;
import dev.jackstaff.model.Flag;
import dev.jackstaff.model.FlagSet;
import dev.jackstaff.store.Change;
import dev.jackstaff.store.JdbcFlagStore;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two nodes without sticky sessions, with one database. */
class ConsoleNodesIT {
  private ConsoleServer one;
  private ConsoleServer two;

  @BeforeEach
  void start() {
    JdbcDataSource source = new JdbcDataSource();
    source.setURL("jdbc:h2:mem:nodes" + System.nanoTime() + ";DB_CLOSE_DELAY=-1");
    one = node(source);
    two = node(source);
  }

  private static ConsoleServer node(JdbcDataSource source) {
    return ConsoleServer.start(
        JdbcFlagStore.builder(source).createTables(true).refresh(Duration.ofMillis(200)).build());
  }

  @AfterEach
  void stop() {
    one.close();
    two.close();
  }

  @Test
  void form_servedByOneNode_isTakenByTheOther() {
    ConsoleClient ann = ConsoleClient.as("ann");
    Map<String, String> made =
        Map.of("_csrf", ann.csrf(one.uri("new")), "name", "shared", "type", "ops", "enabled", "on");
    assertEquals(303, ann.post(two.uri("new"), made).statusCode());

    Map<String, String> kill =
        Map.of("_csrf", ann.csrf(two.uri("flag/shared")), "reason", "too loud");
    assertEquals(303, ann.post(one.uri("flag/shared/kill"), kill).statusCode());

    HttpResponse<String> page = ann.get(two.uri("flag/shared"));
    assertTrue(page.body().contains("too loud"), page.body());
    assertTrue(page.body().contains("<strong>ann</strong> changed it"), page.body());
  }

  @Test
  void tokenOfANodeWithAnotherSecret_isRefused() {
    try (ConsoleServer stranger =
        ConsoleServer.start(
            dev.jackstaff.FeatureFlags.of(
                dev.jackstaff.store.MemoryFlagStore.of(FlagSet.of(Flag.on("a")))),
            it -> it.consoleSecret("another secret of more than 32 bytes"))) {
      ConsoleClient ann = ConsoleClient.as("ann");
      Map<String, String> kill = Map.of("_csrf", ann.csrf(stranger.uri("flag/a")), "reason", "x");
      assertEquals(403, ann.post(one.uri("flag/a/kill"), kill).statusCode());
    }
  }

  @Test
  void revisionSeenOnOneNode_isStaleOnTheOtherAfterAnEdit() {
    ConsoleClient ann = ConsoleClient.as("ann");
    ConsoleClient cas = ConsoleClient.as("cas");
    var store = (JdbcFlagStore) one.features().store().orElseThrow();
    store.put(Flag.percentage("shared", 10), null, Change.by("test", null));
    String seen = cas.revision(two.uri("flag/shared/json"));

    Map<String, String> rollout = Map.of("_csrf", ann.csrf(one.uri("new")), "percentage", "30");
    assertEquals(303, ann.post(one.uri("flag/shared/rollout"), rollout).statusCode());

    Map<String, String> edit =
        Map.of(
            "_csrf",
            cas.csrf(one.uri("new")),
            "revision",
            seen,
            "definition",
            "{\"percentage\": 50}");
    HttpResponse<String> conflict = cas.post(two.uri("flag/shared/json"), edit);
    assertEquals(409, conflict.statusCode());
    assertTrue(conflict.body().contains("Overwrite theirs"));
    assertEquals(30, store.find("shared").orElseThrow().value().percentage().orElseThrow(), 0);
  }

  @Test
  void version_isTheSameOnBothNodes() {
    var store = (JdbcFlagStore) one.features().store().orElseThrow();
    store.put(Flag.percentage("shared", 10), null, Change.by("test", null));
    ConsoleClient ann = ConsoleClient.as("ann");
    String here = ann.get(one.uri("version")).body();
    Await.until("both are the same", () -> ann.get(two.uri("version")).body().equals(here));
  }
}
