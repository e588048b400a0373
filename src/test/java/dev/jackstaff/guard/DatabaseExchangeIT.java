package dev.jackstaff.guard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jackstaff.Await;
import dev.jackstaff.guard.EvidenceExchange.Merged;
import dev.jackstaff.guard.Observations.Hit;
import dev.jackstaff.internal.jdbc.SharedDatabases;
import dev.jackstaff.model.Flag;
import dev.jackstaff.model.FlagSet;
import dev.jackstaff.store.Databases;
import dev.jackstaff.store.JdbcFlagStore;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

/** What nodes write into one PostgreSQL, and what they get back. */
class DatabaseExchangeIT {
  private static final double[] TEN = {0.1};

  private final PGSimpleDataSource source = Databases.postgres();
  private final List<JdbcFlagStore> stores = new ArrayList<>();

  @AfterEach
  void close() {
    stores.forEach(JdbcFlagStore::close);
  }

  /** A node, how far it is, and all hits that it has been told. */
  private final class Node {
    final DatabaseExchange sharing;
    final List<Hit> known = new ArrayList<>();
    long seen = -1;
    Merged last;

    Node() {
      JdbcFlagStore store =
          JdbcFlagStore.builder(source)
              .createTables(true)
              .initial(FlagSet.of(Flag.percentage("checkout", 10)))
              .build();
      stores.add(store);
      sharing = new DatabaseExchange(SharedDatabases.of(store).orElseThrow(), store);
    }

    Merged exchange(Observations mine) throws SQLException {
      return exchange("checkout", "1/0", mine);
    }

    Merged exchange(String flag, String key, Observations mine) throws SQLException {
      last = sharing.exchange(new EvidenceExchange.Test(flag, key, seen), mine);
      seen = last.last();
      known.addAll(last.hits());
      return last;
    }
  }

  /** These units were there, all but every tenth without the flag, and all have failed. */
  private static Observations failing(long... units) {
    Observations tally = new Observations(TEN, true);
    for (long unit : units) {
      tally.see(0, unit % 10 == 0, unit);
      tally.hit(Signal.ERRORS, 0, unit % 10 == 0, unit);
    }
    return tally;
  }

  private static Observations nothing() {
    return new Observations(TEN, true);
  }

  private List<Long> numbers() throws SQLException {
    List<Long> numbers = new ArrayList<>();
    try (Connection connection = source.getConnection();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT n FROM feature_flag_hits ORDER BY n")) {
      while (rows.next()) {
        numbers.add(rows.getLong(1));
      }
    }
    return numbers;
  }

  private static List<Long> upTo(long last) {
    return LongStream.rangeClosed(1, last).boxed().toList();
  }

  @Test
  void hits_haveOneOrder_withoutAGap() throws SQLException {
    Node one = new Node();
    Node two = new Node();
    one.exchange(failing(7, 3));
    two.exchange(failing(3, 20, 5));
    one.exchange(failing(5, 9));
    two.exchange(nothing());
    one.exchange(nothing());
    assertEquals(upTo(5), numbers());
    assertEquals(List.of(7L, 3L, 20L, 5L, 9L), one.known.stream().map(Hit::unit).toList());
    assertEquals(one.known, two.known);
    assertEquals(5, one.seen);
    assertEquals(1, one.last.crowds().get(0).count(true));
    assertEquals(4, one.last.crowds().get(0).count(false));
  }

  @Test
  void answerThatWasLost_isGivenAgain() throws SQLException {
    Node one = new Node();
    one.exchange(failing(1, 2));
    Observations mine = failing(3, 4);
    Merged first = one.sharing.exchange(new EvidenceExchange.Test("checkout", "1/0", 2), mine);
    Merged again = one.sharing.exchange(new EvidenceExchange.Test("checkout", "1/0", 2), mine);
    assertEquals(List.of(3L, 4L), first.hits().stream().map(Hit::unit).toList());
    assertEquals(first.hits(), again.hits());
    assertEquals(first.last(), again.last());
    assertEquals(upTo(4), numbers());
  }

  @Test
  void nodesAtTheSameTime_loseNothing() throws Exception {
    int nodes = 4;
    int rounds = 15;
    List<Node> all = new ArrayList<>();
    for (int i = 0; i < nodes; i++) {
      all.add(new Node());
    }
    ExecutorService pool = Executors.newFixedThreadPool(nodes);
    CyclicBarrier together = new CyclicBarrier(nodes);
    List<Future<?>> done = new ArrayList<>();
    for (int i = 0; i < nodes; i++) {
      Node node = all.get(i);
      int number = i;
      done.add(
          pool.submit(
              () -> {
                for (int round = 0; round < rounds; round++) {
                  together.await();
                  // One unit of its own, one that its neighbour sees as well.
                  long own = 1_000 + round * 100L + number;
                  long common = 100_000 + round * 100L + number / 2;
                  node.exchange(failing(own, common));
                }
                return null;
              }));
    }
    for (Future<?> each : done) {
      each.get(Await.LONG.toSeconds(), TimeUnit.SECONDS);
    }
    pool.shutdown();
    int units = rounds * (nodes + nodes / 2);
    assertEquals(upTo(units), numbers());
    Set<List<Hit>> orders = new HashSet<>();
    for (Node node : all) {
      node.exchange(nothing());
      orders.add(node.known);
      assertEquals(units, node.known.size());
      ExposedUnits crowd = node.last.crowds().get(0);
      assertEquals(units, crowd.count(true) + crowd.count(false));
    }
    assertEquals(1, orders.size(), "all nodes have the same order");
  }

  @Test
  void exchange_waitsForTheOneBefore_andGoesOnWhereThatEnded() throws Exception {
    Node node = new Node();
    node.exchange(failing(1));
    try (Connection other = source.getConnection();
        Statement statement = other.createStatement()) {
      other.setAutoCommit(false);
      statement.execute("SELECT hits FROM feature_flag_trials FOR UPDATE");
      statement.execute(
          "INSERT INTO feature_flag_hits (flag, trial, signal, unit, n, stratum, is_on)"
              + " VALUES ('checkout', '1/0', 'ERRORS', 50, 2, 0, true)");
      statement.execute("UPDATE feature_flag_trials SET hits = 2");
      ExecutorService second = Executors.newSingleThreadExecutor();
      Future<Merged> waiting = second.submit(() -> node.exchange(failing(3)));
      Traffic.until(() -> waitingForALock() == 1);
      assertFalse(waiting.isDone());
      other.commit();
      Merged merged = waiting.get(Await.LONG.toSeconds(), TimeUnit.SECONDS);
      second.shutdown();
      assertEquals(List.of(50L, 3L), merged.hits().stream().map(Hit::unit).toList());
      assertEquals(upTo(3), numbers());
    }
  }

  private int waitingForALock() {
    return Databases.count(
        source,
        "SELECT count(*) FROM pg_stat_activity"
            + " WHERE datname = current_database() AND wait_event_type = 'Lock'");
  }

  private List<String> trials() throws SQLException {
    List<String> trials = new ArrayList<>();
    try (Connection connection = source.getConnection();
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT t.flag || ' ' || t.trial || ' ' || count(h.n)"
                    + " FROM feature_flag_trials t LEFT JOIN feature_flag_hits h"
                    + " ON h.flag = t.flag AND h.trial = t.trial"
                    + " GROUP BY t.flag, t.trial ORDER BY 1")) {
      while (rows.next()) {
        trials.add(rows.getString(1));
      }
    }
    return trials;
  }

  /** By the database's clock: so much older than they are. */
  private void age(String table, String column, String where, int days) {
    Databases.run(
        source,
        "UPDATE "
            + table
            + " SET "
            + column
            + " = "
            + column
            + " - interval '"
            + days
            + " days'"
            + " WHERE "
            + where);
  }

  @Test
  void whatIsOver_goesAfterThirtyDays_whenAnotherTestOfTheFlagBegins() throws SQLException {
    new Node().exchange("checkout", "1/0", failing(1, 2));
    new Node().exchange("checkout", "2/0", failing(1, 2, 3));
    new Node().exchange("other", "1/0", failing(1));
    age("feature_flag_trials", "updated_at", "trial = '1/0'", 33);
    age("feature_flag_trials", "updated_at", "trial = '2/0'", 29);
    new Node().exchange("checkout", "3/0", failing(9));
    assertEquals(
        List.of("checkout 1/0 2", "checkout 2/0 3", "checkout 3/0 1", "other 1/0 1"),
        trials(),
        "no row is a day old, so nothing says that the clock is right");
    age("feature_flag_history", "at", "true", 2);
    new Node().exchange("checkout", "4/0", failing(9));
    assertEquals(
        List.of("checkout 2/0 3", "checkout 3/0 1", "checkout 4/0 1", "other 1/0 1"), trials());
    assertEquals(
        5, Databases.count(source, "SELECT count(*) FROM feature_flag_hits WHERE flag='checkout'"));
  }

  /** A node that starts takes part in a test in which nothing has happened for a while. */
  @Test
  void testThatRuns_staysHoweverQuietItIs() throws SQLException {
    Node first = new Node();
    first.exchange("checkout", "1/0", failing(1, 2));
    age("feature_flag_trials", "updated_at", "true", 40);
    age("feature_flag_history", "at", "true", 2);
    Node later = new Node();
    later.exchange(failing(3));
    first.exchange(nothing());
    assertEquals(List.of(1L, 2L, 3L), later.known.stream().map(Hit::unit).toList());
    assertEquals(later.known, first.known);
  }

  @Test
  void testThatWasRemovedByHand_isLost_andSaidSo() throws SQLException {
    Node node = new Node();
    node.exchange(failing(1, 2));
    Databases.run(source, "TRUNCATE feature_flag_trials, feature_flag_hits");
    assertThrows(EvidenceExchange.Lost.class, () -> node.exchange(failing(3)));
    new Node().exchange(failing(4));
    assertThrows(EvidenceExchange.Lost.class, () -> node.exchange(failing(3)));
  }

  @Test
  void verdict_isSaidByOneNodeOnly_andHeardByTheOthers() throws SQLException {
    Node one = new Node();
    Node two = new Node();
    one.exchange(failing(1));
    two.exchange(nothing());
    assertFalse(two.last.said());
    EvidenceExchange.Test test = new EvidenceExchange.Test("checkout", "1/0", 1);
    assertTrue(one.sharing.claim(test, "harm"));
    assertFalse(two.sharing.claim(test, "harm"));
    two.exchange(nothing());
    assertTrue(two.last.said());
  }
}
