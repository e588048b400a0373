package dev.jackstaff.store;

import static dev.jackstaff.store.WritableFlagStoreContract.ANN;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.zaxxer.hikari.HikariDataSource;
import dev.jackstaff.Await;
import dev.jackstaff.FeatureFlags;
import dev.jackstaff.Figures;
import dev.jackstaff.OnlyWithAll;
import dev.jackstaff.model.Flag;
import dev.jackstaff.model.User;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A PostgreSQL that is hurt while three nodes with pools of their own answer requests. Each row
 * prints a line: requests asked and failed, what the status said, how many acknowledged writes were
 * lost, and the server's connections before and after.
 */
@OnlyWithAll
final class DatabaseChaosIT {
  private static final int NODES = 3;
  private static final AtomicInteger COUNT = new AtomicInteger();
  @TempDir static Path data;
  private static OwnPostgres server;

  private final List<Node> nodes = new ArrayList<>();
  private PGSimpleDataSource source;

  /** Flags whose writes were acknowledged, and whether the last one has killed them. */
  private final Map<String, Boolean> acknowledged = new ConcurrentSkipListMap<>();

  private String row;
  private int before;
  private String said = "READY";

  /** One node with its pool, and a thread that asks. */
  private static final class Node implements AutoCloseable {
    final HikariDataSource pool;
    final JdbcFlagStore store;
    final FeatureFlags features;
    final AtomicLong asked = new AtomicLong();
    final AtomicLong failed = new AtomicLong();
    private volatile boolean over;
    private final Thread asking = new Thread(this::ask);

    Node(PGSimpleDataSource source) {
      pool = Databases.pool(source);
      store =
          JdbcFlagStore.builder(pool)
              .createTables(true)
              .refresh(Duration.ofMillis(20))
              .listen(source)
              .build();
      features = FeatureFlags.of(store);
      asking.start();
    }

    private void ask() {
      User user = User.of("ann");
      while (!over) {
        try {
          features.decide("a", user);
        } catch (RuntimeException | Error e) {
          failed.incrementAndGet();
        }
        asked.incrementAndGet();
        LockSupport.parkNanos(100_000);
      }
    }

    boolean isKilled() {
      return store.flags().find("a").orElseThrow().isKilled();
    }

    @Override
    public void close() {
      over = true;
      Await.until("nobody asks", () -> !asking.isAlive());
      features.close();
      store.close();
      pool.close();
    }
  }

  @BeforeAll
  static void startServer() throws Exception {
    server = new OwnPostgres(data.resolve("postgres"));
  }

  @AfterAll
  static void stopServer() throws Exception {
    server.close();
  }

  @BeforeEach
  void startNodes(TestInfo test) {
    row = test.getTestMethod().orElseThrow().getName();
    source = server.database("chaos" + COUNT.incrementAndGet());
    for (int i = 0; i < NODES; i++) {
      nodes.add(new Node(source));
    }
    put(first(), Flag.on("a"), null);
    put(first(), Flag.percentage("b", 20), null);
    everywhere("it has begun", node -> node.store.flags().size() == 2);
    before = connections();
  }

  @AfterEach
  void printRow() {
    everywhere("READY at the end", node -> isReady(node.store));
    everywhere("no faults at the end", node -> node.store.status().faults().isEmpty());
    Await.until("all that was acknowledged is in force", () -> lost() == 0);
    long lost = lost();
    long asked = nodes.stream().mapToLong(node -> node.asked.get()).sum();
    long failed = nodes.stream().mapToLong(node -> node.failed.get()).sum();
    int after = connections();
    for (Node node : nodes) {
      node.close();
    }
    Figures.record(
        "%s: asked %d, failed %d; status: %s; lost %d of %d; connections %d, %d",
        row, asked, failed, said, lost, acknowledged.size(), before, after);
    assertEquals(0, failed);
    assertEquals(0, lost);
    assertTrue(asked > 0);
    assertTrue(after <= most(), after + " connections");
  }

  private void put(JdbcFlagStore store, Flag flag, String expected) {
    store.put(flag, expected, ANN);
    acknowledged.put(flag.name(), flag.isKilled());
  }

  private void kill(JdbcFlagStore store, String name) {
    store.kill(name, ANN);
    acknowledged.put(name, true);
  }

  /** Acknowledged writes that the table does not have, or that are not in force on a node. */
  private long lost() {
    return acknowledged.entrySet().stream()
        .filter(each -> !stands(each.getKey(), each.getValue()))
        .count();
  }

  private boolean stands(String name, boolean killed) {
    return first().find(name).filter(row -> row.value().isKilled() == killed).isPresent()
        && nodes.stream()
            .map(node -> node.store.flags().find(name))
            .allMatch(flag -> flag.filter(each -> each.isKilled() == killed).isPresent());
  }

  /** Returns the number of connections of all nodes: their pools and their listeners. */
  private static int most() {
    return NODES * 4;
  }

  private JdbcFlagStore first() {
    return nodes.get(0).store;
  }

  private static boolean isReady(JdbcFlagStore store) {
    return store.status().state() == StoreStatus.State.READY;
  }

  private interface Question {
    boolean holds(Node node);
  }

  private void everywhere(String what, Question question) {
    for (Node node : nodes) {
      Await.until(
          what + ": " + node.store.status(), Duration.ofMinutes(2), () -> question.holds(node));
    }
  }

  private void stale(String reason) {
    everywhere(
        "STALE because of " + reason,
        node ->
            !isReady(node.store) && String.valueOf(node.store.status().reason()).contains(reason));
    said = "STALE, " + first().status().reason();
  }

  private void run(String... sql) {
    Databases.run(source, sql);
  }

  private int connections() {
    return Databases.count(
        server.source(),
        "SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend'"
            + " AND datname = '"
            + source.getDatabaseName()
            + "'");
  }

  private void killEverywhere() {
    nodes.forEach(node -> kill(node.store, "a"));
    everywhere("killed", Node::isKilled);
  }

  private void isWritten() {
    everywhere("nothing waits", node -> node.store.status().unwritten().isEmpty());
    assertTrue(first().find("a").orElseThrow().value().isKilled());
    assertTrue(
        first().history("a").stream().anyMatch(e -> e.after() != null && e.after().isKilled()));
  }

  @Test
  void lockedTable_isStale_leavesNoConnectionBehind_andKillsHoldAtOnce() throws Exception {
    try (Connection other = source.getConnection();
        Statement statement = other.createStatement()) {
      other.setAutoCommit(false);
      statement.execute("LOCK TABLE feature_flags IN ACCESS EXCLUSIVE MODE");
      stale("another transaction holds a lock");
      killEverywhere();
      killEverywhere();
      assertTrue(connections() <= most() + 1, connections() + " connections");
      String unwritten = String.valueOf(first().status().unwritten().get("a"));
      // Behind another waiting writer the statement's limit may come before that of the lock.
      assertTrue(unwritten.matches("(?s).*(holds a lock|waited for a lock).*"), unwritten);
      other.rollback();
    }
    isWritten();
  }

  @Test
  void lockedVersion_keepsNobodyFromReading_andKillsHoldAtOnce() throws Exception {
    try (Connection other = source.getConnection();
        Statement statement = other.createStatement()) {
      other.setAutoCommit(false);
      statement.execute("SELECT * FROM feature_flags_version FOR UPDATE");
      killEverywhere();
      assertTrue(connections() <= most() + 1, connections() + " connections");
      everywhere("READY", node -> isReady(node.store));
      other.rollback();
    }
    isWritten();
  }

  @Test
  void renamedTable_isStale_andKillsHoldAtOnce() {
    run("ALTER TABLE feature_flags RENAME TO elsewhere");
    stale("(42P01)");
    killEverywhere();
    run("ALTER TABLE elsewhere RENAME TO feature_flags");
    isWritten();
  }

  @Test
  void droppedTable_isStale_andIsMadeAnewByANodeThatStarts() throws Exception {
    run("CREATE TABLE copy AS SELECT * FROM feature_flags", "DROP TABLE feature_flags CASCADE");
    stale("(42P01)");
    try (Node started = new Node(source)) {
      run("INSERT INTO feature_flags SELECT * FROM copy");
      Await.until("the copy", () -> started.store.flags().size() == 2);
    }
    everywhere("all is back", node -> isReady(node.store) && node.store.flags().size() == 2);
    killEverywhere();
    isWritten();
  }

  @Test
  void lostColumn_isStale() {
    run("ALTER TABLE feature_flags RENAME COLUMN definition TO lost");
    stale("(42703)");
    run("ALTER TABLE feature_flags RENAME COLUMN lost TO definition");
  }

  @Test
  void changeWithDisabledTriggers_isSeenByItsContent() {
    run(
        "ALTER TABLE feature_flags DISABLE TRIGGER ALL",
        "UPDATE feature_flags SET enabled = false WHERE name = 'a'");
    everywhere("off", node -> !node.store.flags().find("a").orElseThrow().enabled());
    run("ALTER TABLE feature_flags ENABLE TRIGGER ALL");
    untilNoted("changed in the table: enabled");
  }

  @Test
  void changeAsAReplica_isSeenByItsContent() throws SQLException {
    try (Connection other = source.getConnection();
        Statement statement = other.createStatement()) {
      statement.execute("SET session_replication_role = replica");
      statement.execute("UPDATE feature_flags SET rollout_percentage = 60 WHERE name = 'a'");
      statement.execute("DELETE FROM feature_flags WHERE name = 'b'");
      acknowledged.remove("b");
    }
    everywhere("changed", node -> node.store.flags().size() == 1);
    untilNoted("changed in the table: percentage");
    Await.until("the deletion is noted", () -> first().history("b").get(0).after() == null);
  }

  private void untilNoted(String why) {
    Await.until(
        why, () -> first().history("a").stream().anyMatch(entry -> why.equals(entry.why())));
  }

  @Test
  void repeatableReadByDefault_failsNoWrite() throws Exception {
    run(
        "ALTER DATABASE "
            + source.getDatabaseName()
            + " SET default_transaction_isolation = 'repeatable read'");
    // New connections have the new default.
    nodes.forEach(node -> node.pool.getHikariPoolMXBean().softEvictConnections());
    ExecutorService threads = Executors.newFixedThreadPool(4);
    List<Future<?>> writes = new ArrayList<>();
    for (int i = 0; i < 160; i++) {
      String name = "w" + i;
      JdbcFlagStore store = nodes.get(i % NODES).store;
      writes.add(threads.submit(() -> put(store, Flag.on(name), null)));
    }
    for (Future<?> write : writes) {
      write.get();
    }
    threads.shutdown();
    everywhere("all 160 writes", node -> node.store.flags().size() == 162);
  }

  @Test
  void clockOfANodeThatIsAhead_removesNoHistory() {
    String revision = first().find("b").orElseThrow().revision();
    run("UPDATE feature_flag_history SET at = at - INTERVAL '2' DAY");
    try (JdbcFlagStore ahead =
        JdbcFlagStore.builder(source)
            .retention(Duration.ofDays(90))
            .clock(() -> Instant.now().plus(Duration.ofDays(120)))
            .refresh(Duration.ofMillis(20))
            .build()) {
      ahead.pollNow();
      put(ahead, Flag.percentage("b", 21), revision);
      ahead.pollNow();
      String next = ahead.find("b").orElseThrow().revision();
      put(ahead, Flag.percentage("b", 22), next);
      assertEquals(3, ahead.history("b").size());
    }
  }

  @Test
  void watcherThatWaitsForALockOfAWriter_hindersNobody() throws Exception {
    ReentrantLock application = new ReentrantLock();
    first()
        .watch(
            set -> {
              application.lock();
              try {
                assertTrue(set.size() > 0);
              } finally {
                application.unlock();
              }
            });
    application.lock();
    try {
      run("INSERT INTO feature_flags (name) VALUES ('c')");
      everywhere("seen", node -> node.store.flags().size() == 3);
      kill(first(), "a");
      everywhere("killed", Node::isKilled);
    } finally {
      application.unlock();
    }
  }

  @Test
  void historyThatAnAuditRefusesForOneFlag_keepsNoOtherFromBeingNoted() {
    run(
        "CREATE FUNCTION audit() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
            + " IF NEW.name = 'bad' THEN RAISE EXCEPTION 'audited'; END IF; RETURN NEW; END $$",
        "CREATE TRIGGER audit BEFORE INSERT ON feature_flag_history"
            + " FOR EACH ROW EXECUTE FUNCTION audit()",
        "INSERT INTO feature_flags (name) VALUES ('bad'), ('good'), ('fine')");
    for (String name : List.of("good", "fine")) {
      Await.until(name + " is noted", () -> first().history(name).size() == 1);
    }
    everywhere("bad is in force", node -> node.store.flags().find("bad").isPresent());
    Await.until(
        "it is said",
        () ->
            nodes.stream()
                .flatMap(node -> node.store.status().faults().stream())
                .anyMatch(
                    fault ->
                        fault.startsWith(
                            "bad: cannot be recorded in the history: ERROR: audited")));
    said = "READY, bad: cannot be recorded";
    kill(first(), "bad");
    assertTrue(first().find("bad").orElseThrow().value().isKilled(), "a kill needs no history");
    run("DROP TRIGGER audit ON feature_flag_history");
    first().lift("bad", ANN);
    acknowledged.put("bad", false);
  }

  @Test
  void backendsThatAreTerminated_comeBack() {
    run(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '"
            + source.getDatabaseName()
            + "' AND pid <> pg_backend_pid()");
    killEverywhere();
    isWritten();
  }
}
