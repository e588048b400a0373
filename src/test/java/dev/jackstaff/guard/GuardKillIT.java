package dev.jackstaff.guard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jackstaff.Await;
import dev.jackstaff.FeatureFlags;
import dev.jackstaff.OnlyWithAll;
import dev.jackstaff.model.Flag;
import dev.jackstaff.model.FlagSet;
import dev.jackstaff.model.Guard;
import dev.jackstaff.store.ChildJvm;
import dev.jackstaff.store.Databases;
import dev.jackstaff.store.JdbcFlagStore;
import dev.jackstaff.store.OwnPostgres;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A server, and a node, that are ended by {@code kill -9} when a kill is about to be written. The
 * flag is off wherever that is known, and off everywhere once all can talk.
 */
@OnlyWithAll
final class GuardKillIT {
  private static final Duration NEVER = Duration.ofDays(1);

  @TempDir private Path data;
  private OwnPostgres server;
  private PGSimpleDataSource source;
  private volatile boolean ended;
  private final List<FeatureFlags> nodes = new ArrayList<>();
  private final List<RolloutGuard> guards = new ArrayList<>();

  @BeforeEach
  void start() throws IOException {
    server = new OwnPostgres(data.resolve("postgres"));
    source = server.database("guards");
    JdbcFlagStore.builder(source)
        .createTables(true)
        .initial(FlagSet.of(guarded("checkout"), guarded("banner")))
        .build()
        .close();
  }

  @AfterEach
  void close() throws IOException {
    nodes.forEach(FeatureFlags::close);
    server.close();
  }

  private static Flag guarded(String name) {
    return Flag.builder(name).percentage(50).guard(Guard.builder().build()).build();
  }

  private void addNode(FaultyDatabase database) {
    JdbcFlagStore store =
        JdbcFlagStore.builder(database.source()).refresh(Duration.ofMillis(200)).build();
    FeatureFlags node = FeatureFlags.of(store);
    nodes.add(node);
    guards.add(RolloutGuard.builder(node).interval(NEVER).attach());
  }

  private boolean look() {
    guards.forEach(RolloutGuard::look);
    return true;
  }

  private static boolean isKilled(FeatureFlags node) {
    return node.definitions().find("checkout").orElseThrow().isKilled();
  }

  private boolean isWritten() {
    return Databases.count(
            source,
            "SELECT count(*) FROM feature_flags WHERE name = 'checkout' AND definition::text"
                + " LIKE '%killed%'")
        == 1;
  }

  private void isInnocentOn() {
    for (FeatureFlags node : nodes) {
      assertFalse(node.definitions().find("banner").orElseThrow().isKilled());
    }
  }

  @Test
  void serverKilledInTheWriteOfAKill_leavesTheFlagOffWhereItIsKnown() throws IOException {
    for (int i = 0; i < 3; i++) {
      FaultyDatabase database = new FaultyDatabase(source);
      // Whichever node is the first to write.
      database.beforeKill(this::killServer);
      addNode(database);
    }
    look();
    Traffic traffic = new Traffic("checkout");
    nodes.forEach(node -> traffic.send(node, 80, 0.95, 0.002));
    Await.until(
        "off on the node that knows",
        () -> look() && nodes.stream().anyMatch(GuardKillIT::isKilled));
    Await.until("the server's end, which the writing thread causes", () -> ended);
    server.start();
    Await.until(
        "off everywhere, and written",
        () -> look() && nodes.stream().allMatch(GuardKillIT::isKilled) && isWritten());
    isInnocentOn();
  }

  private synchronized void killServer() {
    if (ended) {
      return;
    }
    try {
      server.kill();
      ended = true;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void nodeKilledBeforeItWritesAKill_isFinishedByTheOthers() throws Exception {
    addNode(new FaultyDatabase(source));
    look();
    Process child = ChildJvm.of(GuardedNode.class, source.getURL() + "&user=postgres").start();
    try (BufferedReader output = child.inputReader(StandardCharsets.UTF_8)) {
      assertEquals("kill", output.readLine());
    } finally {
      child.destroyForcibly().waitFor();
    }
    assertFalse(isWritten(), "the process ended before it wrote");
    Await.until("off on the other node", () -> look() && isKilled(nodes.get(0)) && isWritten());
    addNode(new FaultyDatabase(source));
    assertTrue(isKilled(nodes.get(1)), "off on a node that starts afterwards");
    isInnocentOn();
  }
}
