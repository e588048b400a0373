package dev.jackstaff.hygiene;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jackstaff.Await;
import dev.jackstaff.Evaluation;
import dev.jackstaff.FeatureFlags;
import dev.jackstaff.model.Flag;
import dev.jackstaff.model.FlagSet;
import dev.jackstaff.model.User;
import dev.jackstaff.model.Variant;
import dev.jackstaff.store.Databases;
import dev.jackstaff.store.JdbcFlagStore;
import dev.jackstaff.store.OwnMariaDb;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Nodes that share a database, end and start again. */
class SharedUsageIT {
  private static final Duration NEVER = Duration.ofDays(1);
  private static final FlagSet FLAGS =
      FlagSet.of(
          Flag.percentage("rollout", 30),
          Flag.builder("button")
              .enabled(true)
              .variant(Variant.of("red", 1))
              .variant(Variant.of("green", 3))
              .build(),
          Flag.on("launched"),
          Flag.off("dead"));

  private Instant now = Instant.parse("2026-11-23T12:00:00Z");
  private final List<Node> nodes = new ArrayList<>();

  /** The checks by flag and result, counted by the test itself. */
  private final Map<String, Map<String, Long>> expected = new TreeMap<>();

  /** An application with its own engine and connections. */
  private final class Node {
    final FeatureFlags features;
    final UsageLog log;

    Node(DataSource database) {
      JdbcFlagStore store =
          JdbcFlagStore.builder(database)
              .createTables(true)
              .initial(FLAGS)
              .clock(() -> now)
              .build();
      features = FeatureFlags.builder(store).clock(() -> now).build();
      log = UsageLog.builder(features).interval(NEVER).attach();
      nodes.add(this);
    }

    /** Counts, if that is wanted, by what the request saw. */
    void request(String user, boolean counts, String... asked) {
      Evaluation evaluation = features.integration().begin(User.of(user), Map.of());
      for (String flag : asked) {
        String said = evaluation.variant(flag, "?");
        if (counts) {
          expected.computeIfAbsent(flag, f -> new TreeMap<>()).merge(said, 1L, Long::sum);
        }
      }
      features.integration().finish(evaluation, 200, null, Duration.ZERO);
    }

    void flush() {
      assertTrue(log.flush(Await.LONG));
    }
  }

  @TempDir Path directory;

  @AfterEach
  void close() {
    nodes.forEach(node -> node.features.close());
  }

  private DataSource database(String kind) {
    if (kind.equals("PostgreSQL")) {
      return Databases.postgres();
    }
    if (kind.equals("MariaDB")) {
      return Databases.mariaDb(OwnMariaDb.Driver.MARIADB);
    }
    if (kind.equals("SQLite")) {
      return Databases.sqlite(directory);
    }
    JdbcDataSource h2 = new JdbcDataSource();
    h2.setURL("jdbc:h2:mem:usage" + System.nanoTime() + ";DB_CLOSE_DELAY=-1");
    return h2;
  }

  private static void traffic(Node node, int seed, int requests) {
    SplittableRandom dice = new SplittableRandom(seed);
    for (int i = 0; i < requests; i++) {
      String user = "user:" + dice.nextInt(500);
      if (dice.nextInt(3) > 0) {
        node.request(user, true, "rollout", "button");
      } else {
        node.request(user, true, "launched", "nowhere");
      }
    }
  }

  private static Map<String, Map<String, Long>> counts(Usage usage) {
    Map<String, Map<String, Long>> counts = new TreeMap<>();
    for (FlagUsage flag : usage.flags().values()) {
      Map<String, Long> all = new TreeMap<>(flag.counts());
      if (flag.undefined() != null) {
        all.put("?", flag.undefined().asked());
      }
      if (!all.isEmpty()) {
        counts.put(flag.flag(), all);
      }
    }
    return counts;
  }

  @ParameterizedTest
  @ValueSource(strings = {"PostgreSQL", "H2", "MariaDB", "SQLite"})
  void twoNodesAndARestart_countEachRequestOnce(String kind) throws SQLException {
    DataSource database = database(kind);
    Node one = new Node(database);
    Node two = new Node(database);
    traffic(one, 1, 700);
    traffic(two, 2, 900);
    one.flush();
    traffic(one, 3, 300);
    two.flush();
    // Ended as an application is: what was not written is written now, and once.
    one.features.close();
    one.features.close();
    assertEquals(List.of(), one.features.status().faults());
    now = now.plus(Duration.ofDays(1));
    Node again = new Node(database);
    traffic(again, 4, 500);
    traffic(two, 5, 100);
    again.flush();
    two.flush();
    assertEquals(expected, counts(again.log.usage()));
    assertEquals(again.log.usage(), two.log.usage());
    assertEquals(
        Map.of(LocalDate.of(2026, 11, 23), 1900L, LocalDate.of(2026, 11, 24), 600L),
        two.log.usage().days());
    assertEquals(now, two.log.usage().of("rollout").orElseThrow().lastAsked().orElseThrow());
    assertTrue(two.log.usage().of("dead").orElseThrow().lastAsked().isEmpty());
    try (JdbcFlagStore tool = JdbcFlagStore.builder(database).build()) {
      assertEquals(two.log.usage(), Usage.of(tool), "a tool reads the same");
    }
  }

  /** A node that is killed takes along what it has not written, and nothing else. */
  @Test
  void nodeThatIsKilled_leavesWhatItHasWritten() throws SQLException {
    DataSource database = Databases.postgres();
    Node killed = new Node(database);
    Node other = new Node(database);
    traffic(killed, 1, 400);
    killed.flush();
    killed.request("ann", false, "rollout");
    killed.request("bob", false, "button", "nowhere");
    traffic(other, 2, 400);
    other.flush();
    Node again = new Node(database);
    traffic(again, 3, 400);
    again.flush();
    assertEquals(expected, counts(again.log.usage()));
    assertEquals(1200, again.log.usage().days().values().stream().mapToLong(n -> n).sum());
  }

  /** Connections that are lost when something is committed, after the database did it or before. */
  private static final class Flaky {
    boolean before;
    boolean after;
    int lost;

    DataSource over(DataSource source) {
      return proxy(
          DataSource.class,
          (method, args) -> {
            Object result = method.invoke(source, args);
            return result instanceof Connection connection ? over(connection) : result;
          });
    }

    private Connection over(Connection connection) {
      return proxy(
          Connection.class,
          (method, args) -> {
            boolean commits = method.getName().equals("commit");
            if (commits && before) {
              lose(connection);
            }
            Object result = method.invoke(connection, args);
            if (commits && after) {
              lose(connection);
            }
            return result;
          });
    }

    private void lose(Connection connection) throws SQLException {
      lost++;
      connection.close();
      throw new SQLException("the connection was lost", "08006");
    }

    private interface Call {
      Object invoke(java.lang.reflect.Method method, Object[] args) throws Exception;
    }

    private static <T> T proxy(Class<T> type, Call call) {
      return type.cast(
          Proxy.newProxyInstance(
              type.getClassLoader(),
              new Class<?>[] {type},
              (proxy, method, args) -> {
                try {
                  return call.invoke(method, args);
                } catch (java.lang.reflect.InvocationTargetException e) {
                  throw e.getCause();
                }
              }));
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void connectionThatIsLostAtTheCommit_countsOnce(boolean done) throws SQLException {
    DataSource database = Databases.postgres();
    Flaky flaky = new Flaky();
    Node node = new Node(flaky.over(database));
    Node other = new Node(database);
    traffic(node, 1, 300);
    flaky.after = done;
    flaky.before = !done;
    assertFalse(node.log.flush(Await.LONG));
    traffic(node, 2, 300);
    assertFalse(node.log.flush(Await.LONG));
    assertEquals(2, flaky.lost);
    flaky.after = false;
    flaky.before = false;
    traffic(other, 3, 300);
    other.flush();
    traffic(node, 4, 300);
    node.flush();
    node.flush();
    assertEquals(expected, counts(other.log.usage()));
    assertEquals(1200, other.log.usage().days().values().stream().mapToLong(n -> n).sum());
    assertTrue(
        node.features.status().faults().stream()
            .anyMatch(fault -> fault.startsWith("writing the usage of flags: ")));
  }

  /** They insert the same rows at once, and each waits for nobody for long. */
  @Test
  void manyNodesThatWriteTheSameRowsAtOnce_loseNothing() throws Exception {
    DataSource database = Databases.postgres();
    List<Node> many = IntStream.range(0, 6).mapToObj(i -> new Node(database)).toList();
    for (int round = 0; round < 5; round++) {
      CountDownLatch go = new CountDownLatch(1);
      List<Thread> threads = new ArrayList<>();
      for (Node node : many) {
        for (int i = 0; i < 20; i++) {
          node.request("user:" + i, true, "rollout", "gone_" + round, "button", "lost_" + round);
        }
        Thread thread =
            new Thread(
                () -> {
                  await(go);
                  node.flush();
                });
        thread.start();
        threads.add(thread);
      }
      go.countDown();
      for (Thread thread : threads) {
        thread.join();
      }
    }
    assertEquals(expected, counts(many.get(0).log.usage()));
    many.forEach(node -> assertEquals(List.of(), node.features.status().faults()));
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void undefinedNames_areBoundedForAllNodesTogether() throws SQLException {
    DataSource database = Databases.postgres();
    for (int n = 0; n < 2; n++) {
      Node node = new Node(database);
      for (int i = 0; i < 800; i++) {
        node.features.isEnabled("node_" + n + "_" + i, null);
      }
      node.flush();
    }
    assertEquals(
        UsageStore.MAX_UNDEFINED,
        Databases.count(database, "SELECT count(*) FROM feature_flag_usage WHERE answer = '?'"));
    assertTrue(nodes.get(0).log.usage().of("a").isEmpty());
  }

  private static void aged(DataSource database, int days) {
    Databases.run(
        database,
        "UPDATE feature_flag_runs SET ran_on = current_date - " + days + " WHERE requests > 0",
        "UPDATE feature_flag_usage SET first_at = now() - interval '%1$s days',".formatted(days)
            + " last_at = now() - interval '"
            + days
            + " days'");
  }

  @Test
  void rowsOfOldRuns_goAfter90Days_byTheDatabasesClock() throws SQLException {
    DataSource database = Databases.postgres();
    Node first = new Node(database);
    first.request("ann", true, "rollout", "nowhere");
    first.flush();
    first.features.close();
    aged(database, 94);
    Databases.run(
        database,
        "INSERT INTO feature_flag_runs (node, ran_on, requests, written)"
            + " VALUES ('lately', current_date - 2, 1, 1)");
    Node second = new Node(database);
    second.request("ann", false, "launched");
    second.flush();
    Usage usage = second.log.usage();
    assertEquals(Map.of("launched", Map.of("on", 1L)), counts(usage));
    assertEquals(2, Databases.count(database, "SELECT count(*) FROM feature_flag_runs"));
  }

  @Test
  void nodeThatIs120DaysAhead_erasesNothing() throws SQLException {
    DataSource database = Databases.postgres();
    Node first = new Node(database);
    first.request("ann", true, "rollout", "nowhere");
    first.flush();
    aged(database, 2);
    now = Instant.now().plus(Duration.ofDays(120));
    Node second = new Node(database);
    second.request("ann", true, "launched");
    second.flush();
    assertEquals(expected, counts(second.log.usage()));
  }

  /** A node of an earlier version made the tables, or somebody forgot the script. */
  @Test
  void tablesOfAnEarlierVersion_areCompleted_orTheNodeGoesOnWithout() throws SQLException {
    DataSource database = Databases.postgres();
    new Node(database).features.close();
    Databases.run(database, "DROP TABLE feature_flag_usage, feature_flag_runs");
    try (FeatureFlags without = FeatureFlags.of(JdbcFlagStore.builder(database).build())) {
      UsageLog log = UsageLog.builder(without).interval(NEVER).attach();
      assertTrue(without.isEnabled("launched", "ann"));
      assertFalse(log.flush(Await.LONG));
      assertTrue(without.status().faults().toString().contains("feature_flag_runs"));
    }
    Node completed = new Node(database);
    completed.request("ann", true, "launched");
    completed.flush();
    assertEquals(expected, counts(completed.log.usage()));
  }

  @Test
  void verdicts_ofASharedDatabase_areWhatAToolSays() throws SQLException {
    DataSource database = Databases.postgres();
    Node one = new Node(database);
    Node two = new Node(database);
    for (int day = 0; day <= 15; day++) {
      one.request("ann", true, "launched", "rollout");
      two.request("user:" + day, true, "rollout");
      now = now.plus(Duration.ofDays(1));
    }
    one.flush();
    two.flush();
    try (JdbcFlagStore tool = JdbcFlagStore.builder(database).build()) {
      Map<String, List<String>> verdicts = new TreeMap<>();
      for (Finding finding : FlagReview.of(tool).at(now).findings()) {
        verdicts
            .computeIfAbsent(finding.flag(), f -> new ArrayList<>())
            .add(finding.verdict().toString());
      }
      assertEquals(
          Map.of(
              "button", List.of("unused"),
              "dead", List.of("unused"),
              "launched", List.of("one-sided")),
          verdicts);
    }
  }
}
