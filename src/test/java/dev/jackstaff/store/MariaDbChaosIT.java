package dev.jackstaff.store;

import static dev.jackstaff.store.WritableFlagStoreContract.ANN;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jackstaff.Await;
import dev.jackstaff.FeatureFlags;
import dev.jackstaff.Figures;
import dev.jackstaff.OnlyWithAll;
import dev.jackstaff.model.Flag;
import dev.jackstaff.model.User;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

/**
 * A MariaDB that is hurt while three nodes answer requests and write. Each row prints a line:
 * requests asked and failed, and how many acknowledged writes were lost.
 */
@OnlyWithAll
final class MariaDbChaosIT {
  private static final Duration PATIENCE = Duration.ofMinutes(4);
  private static final AtomicInteger ROLES = new AtomicInteger();
  @TempDir static Path directory;
  private static OwnMariaDb server;

  private final List<Node> nodes = new ArrayList<>();

  /** Flags whose writes were acknowledged. */
  private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();

  private SlowRelay relay;
  private String row;
  private String database;
  private String role;

  /** One node with its own connections, a thread that asks, and one that writes. */
  private final class Node implements AutoCloseable {
    final JdbcFlagStore store;
    final FeatureFlags features;
    final AtomicLong asked = new AtomicLong();
    final AtomicLong failed = new AtomicLong();
    final AtomicLong refused = new AtomicLong();
    private final int number = nodes.size();
    private volatile boolean over;
    private final Thread asking = new Thread(this::ask);
    private final Thread writing = new Thread(this::write);

    Node(String url) {
      store = JdbcFlagStore.builder(url).createTables(true).refresh(Duration.ofMillis(50)).build();
      features = FeatureFlags.of(store);
      asking.start();
    }

    private void ask() {
      while (!over) {
        try {
          features.decide("a", User.of("ann"));
        } catch (RuntimeException | Error e) {
          failed.incrementAndGet();
        }
        asked.incrementAndGet();
        LockSupport.parkNanos(100_000);
      }
    }

    private void write() {
      for (int i = 0; !over; i++) {
        String name = "w" + number + "_" + i;
        try {
          store.put(Flag.on(name), null, ANN);
          acknowledged.add(name);
        } catch (StoreException e) {
          refused.incrementAndGet();
        }
        LockSupport.parkNanos(20_000_000);
      }
    }

    @Override
    public void close() {
      over = true;
      Await.until("nobody asks", () -> !asking.isAlive());
      Await.until("nobody writes", () -> !writing.isAlive());
      features.close();
      store.close();
    }
  }

  @BeforeAll
  static void startServer() throws Exception {
    // As MySQL has it by default: without a right of its own no role may then create triggers.
    server = new OwnMariaDb(directory, "--log-bin", "--max-connections=40");
  }

  @AfterAll
  static void stopServer() {
    server.close();
  }

  @BeforeEach
  void startNodes(TestInfo test) throws Exception {
    row = test.getTestMethod().orElseThrow().getName();
    database = server.create();
    role = "app" + ROLES.incrementAndGet();
    server.run(
        "CREATE USER " + role + "@'127.0.0.1'",
        "GRANT ALL ON " + database + ".* TO " + role + "@'127.0.0.1'");
    JdbcFlagStore.builder(server.url(OwnMariaDb.Driver.MARIADB, database, "root"))
        .createTables(true)
        .build()
        .close();
    relay = new SlowRelay(server.port());
    for (OwnMariaDb.Driver driver : OwnMariaDb.Driver.values()) {
      start(driver);
    }
    start(OwnMariaDb.Driver.MARIADB);
    nodes.get(0).store.put(Flag.on("a"), null, ANN);
    everywhere("it has begun", node -> node.store.flags().size() == 1);
    nodes.forEach(node -> node.writing.start());
    untilWritten(10);
  }

  private void start(OwnMariaDb.Driver driver) {
    String url = server.url(driver, database, role);
    nodes.add(new Node(url.replace(":" + server.port(), ":" + relay.port())));
  }

  private void untilWritten(int more) {
    int before = acknowledged.size();
    Await.until("writes", PATIENCE, () -> acknowledged.size() >= before + more);
  }

  private interface Question {
    boolean holds(Node node);
  }

  private void everywhere(String what, Question question) {
    for (Node node : nodes) {
      Await.until(what + ": " + node.store.status(), PATIENCE, () -> question.holds(node));
    }
  }

  @AfterEach
  void printRow() throws Exception {
    untilWritten(10);
    nodes.forEach(node -> node.over = true);
    everywhere("READY at the end", node -> node.store.status().state() == StoreStatus.State.READY);
    everywhere("nobody writes", node -> !node.writing.isAlive());
    everywhere("nothing waits", node -> node.store.status().unwritten().isEmpty());
    everywhere("all that was acknowledged", node -> lost(node) == 0);
    long lost = nodes.stream().mapToLong(this::lost).sum();
    long asked = nodes.stream().mapToLong(node -> node.asked.get()).sum();
    long failed = nodes.stream().mapToLong(node -> node.failed.get()).sum();
    long refused = nodes.stream().mapToLong(node -> node.refused.get()).sum();
    for (Node node : nodes) {
      node.close();
    }
    relay.close();
    Figures.record(
        "MariaDB, %s: asked %d, failed %d; writes acknowledged %d, refused with a reason %d, lost"
            + " %d",
        row, asked, failed, acknowledged.size(), refused, lost);
    assertEquals(0, failed);
    assertEquals(0, lost);
    assertTrue(asked > 0);
  }

  private long lost(Node node) {
    return acknowledged.stream().filter(name -> node.store.flags().find(name).isEmpty()).count();
  }

  private void killEverywhere() {
    for (Node node : nodes) {
      node.store.kill("a", ANN);
      assertTrue(node.store.flags().find("a").orElseThrow().isKilled());
    }
  }

  private void isKilledInTheTable() {
    Await.until(
        "the kill is written",
        PATIENCE,
        () -> nodes.get(0).store.find("a").orElseThrow().value().isKilled());
  }

  private void stale() {
    everywhere("STALE", node -> node.store.status().state() == StoreStatus.State.STALE);
  }

  @Test
  void serverThatIsKilled_losesNothing() throws Exception {
    server.kill();
    stale();
    killEverywhere();
    server.start();
    isKilledInTheTable();
  }

  @Test
  void serverThatStandsStill_isStale_andKillsHoldAtOnce() throws Exception {
    server.signal("STOP");
    stale();
    killEverywhere();
    server.signal("CONT");
    isKilledInTheTable();
  }

  @Test
  void revokedRights_keepNobodyFromReading_andKillsHoldAtOnce() {
    String all = database + ".* ";
    server.run(
        "REVOKE ALL ON " + all + "FROM " + role + "@'127.0.0.1'",
        "GRANT SELECT ON " + all + "TO " + role + "@'127.0.0.1'");
    // An open connection keeps the rights on its database.
    relay.reset();
    killEverywhere();
    everywhere("it is said", node -> node.store.status().unwritten().containsKey("a"));
    server.run("GRANT ALL ON " + all + "TO " + role + "@'127.0.0.1'");
    isKilledInTheTable();
  }

  @Test
  void slowNetwork_isWaitedFor() {
    relay.delay(Duration.ofMillis(50));
    untilWritten(3);
    killEverywhere();
    isKilledInTheTable();
    relay.delay(Duration.ZERO);
  }

  @Test
  void networkThatSwallowsAndResets_isSurvived() {
    relay.swallow(true);
    stale();
    killEverywhere();
    relay.swallow(false);
    relay.reset();
    isKilledInTheTable();
  }
}
