package dev.jackstaff.guard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jackstaff.guard.TestEvent.EventKind;
import dev.jackstaff.internal.jdbc.SharedDatabases;
import dev.jackstaff.model.Flag;
import dev.jackstaff.model.FlagSet;
import dev.jackstaff.store.Databases;
import dev.jackstaff.store.JdbcFlagStore;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The journal of tests on a database: every node receives the same list. */
abstract class JournalExchangeContract {
  private static final long SECOND = Duration.ofSeconds(1).toNanos();

  private final DataSource source = database();
  private final List<JdbcFlagStore> stores = new ArrayList<>();
  private final Random random = new Random(11);

  abstract DataSource database();

  @AfterEach
  void close() {
    stores.forEach(JdbcFlagStore::close);
  }

  /** A node with a clock of its own. */
  private final class Node {
    final JournalExchange exchange;
    final SharedTest test;
    final List<TestEvent> outcomes = new ArrayList<>();
    final List<TestEvent> exposures = new ArrayList<>();
    final List<TestEvent> foreign = new ArrayList<>();
    long skew;
    long begun = time();

    Node() {
      JdbcFlagStore store =
          JdbcFlagStore.builder(source)
              .createTables(true)
              .refresh(Duration.ofDays(1))
              .initial(FlagSet.of(Flag.percentage("checkout", 10)))
              .build();
      stores.add(store);
      exchange = new JournalExchange(SharedDatabases.of(store).orElseThrow(), store);
      test = exchange.join("checkout", "1/0");
    }

    long time() {
      return OpenRequests.nanos(Instant.now()) + skew;
    }

    /** Hands over a hit of a request that begins now. */
    TestEvent hit(long unit) {
      begun = Math.max(begun + 1, time());
      TestEvent event = new TestEvent(EventKind.HIT, begun, unit, 0, (int) (unit % 2), 0);
      test.offer(event);
      return event;
    }

    void expose(long unit) {
      test.offer(new TestEvent(EventKind.EXPOSED, time(), unit, 0, (int) (unit % 2), 0));
    }

    void look(long front) throws SQLException {
      exchange.exchange(front, time());
      test.takeOutcomes(outcomes::add);
      test.takeExposures(exposures::add);
      test.takeRemoteExposures(foreign::add);
    }

    /** Looks while a request that begins now is open. */
    void lookBusy() throws SQLException {
      begun = Math.max(begun + 1, time());
      look(begun);
    }

    List<Long> units() {
      return outcomes.stream().map(TestEvent::unit).toList();
    }
  }

  private static void lookAll(Node... nodes) throws SQLException {
    for (int round = 0; round < 2; round++) {
      for (Node node : nodes) {
        node.lookBusy();
      }
    }
  }

  @Test
  void everyNode_receivesTheSameList_inTheOrderOfTheTimes() throws SQLException {
    Node[] nodes = {new Node(), new Node(), new Node()};
    List<TestEvent> all = new ArrayList<>();
    lookAll(nodes);
    for (int i = 1; i <= 300; i++) {
      Node node = nodes[random.nextInt(nodes.length)];
      all.add(node.hit(i));
      if (random.nextInt(4) == 0) {
        nodes[random.nextInt(nodes.length)].lookBusy();
      }
    }
    lookAll(nodes);
    lookAll(nodes);
    all.sort(Comparator.comparingLong(TestEvent::at));
    List<Long> expected = all.stream().map(TestEvent::unit).toList();
    for (Node node : nodes) {
      assertEquals(nodes[0].outcomes, node.outcomes);
      assertEquals(0, node.test.late());
      assertEquals(0, node.test.dropped());
      assertEquals(expected.size(), node.units().size());
    }
    // One clock with three offsets: neighbours may change places within the reading of the clock.
    for (int i = 0; i < expected.size(); i++) {
      int place = nodes[0].units().indexOf(expected.get(i));
      assertTrue(Math.abs(place - i) < 40, expected.get(i) + " at " + place + " of " + i);
    }
  }

  @Test
  void openRequest_holdsBackLaterEvents_ofAllNodes() throws SQLException {
    Node one = new Node();
    Node two = new Node();
    lookAll(one, two);
    long open = two.time();
    two.look(open);
    one.hit(5);
    one.lookBusy();
    assertEquals(List.of(), one.outcomes);
    two.lookBusy();
    one.lookBusy();
    two.lookBusy();
    assertEquals(List.of(5L), one.units());
    assertEquals(List.of(5L), two.units());
  }

  @Test
  void idleNode_holdsBackNobodyForLong() throws SQLException {
    Node one = new Node();
    Node two = new Node();
    lookAll(one, two);
    two.look(EventExchange.IDLE);
    Databases.run(
        source,
        "UPDATE feature_flag_guard_nodes SET seen_at = CURRENT_TIMESTAMP - INTERVAL '5' SECOND,"
            + " front = front - 5000000000 WHERE idle = true");
    long before = one.begun;
    TestEvent hit = one.hit(5);
    Databases.run(
        source,
        "UPDATE feature_flag_guard_nodes SET front = front + 60000000000 WHERE idle = true");
    one.lookBusy();
    assertTrue(hit.at() >= before);
    assertEquals(List.of(5L), one.units());
  }

  @Test
  void silentNode_isLeftOut_andItsEventsComeTooLate() throws SQLException {
    Node one = new Node();
    Node two = new Node();
    lookAll(one, two);
    two.look(two.time());
    two.hit(7);
    Databases.run(
        source,
        "UPDATE feature_flag_guard_nodes SET seen_at = CURRENT_TIMESTAMP - INTERVAL '31' SECOND"
            + " WHERE front = (SELECT max(front) FROM feature_flag_guard_nodes)");
    one.hit(5);
    one.lookBusy();
    one.lookBusy();
    assertEquals(List.of(5L), one.units());
    two.lookBusy();
    two.lookBusy();
    one.lookBusy();
    assertEquals(List.of(5L), two.units());
    assertEquals(List.of(5L), one.units());
    assertEquals(1, one.test.late());
    assertEquals(1, two.test.late());
    two.hit(9);
    lookAll(one, two);
    assertEquals(List.of(5L, 9L), one.units());
    assertEquals(List.of(5L, 9L), two.units());
  }

  @Test
  void clockThatIsWrong_changesNothing() throws SQLException {
    Node one = new Node();
    Node two = new Node();
    two.skew = Duration.ofSeconds(-90).toNanos();
    two.begun = two.time();
    lookAll(one, two);
    for (int i = 1; i <= 20; i++) {
      (i % 2 == 0 ? one : two).hit(i);
    }
    lookAll(one, two);
    two.skew = Duration.ofDays(3).toNanos();
    lookAll(one, two);
    for (int i = 21; i <= 40; i++) {
      (i % 2 == 0 ? one : two).hit(i);
    }
    lookAll(one, two);
    lookAll(one, two);
    assertEquals(one.outcomes, two.outcomes);
    assertEquals(40, one.units().size());
    assertEquals(0, one.test.late());
  }

  @Test
  void exposures_reachEveryNodeAtOnce_andThoseOfOthersAreKnownApart() throws SQLException {
    Node one = new Node();
    Node two = new Node();
    lookAll(one, two);
    long open = one.time();
    one.expose(3);
    one.look(open);
    two.lookBusy();
    assertEquals(List.of(3L), two.foreign.stream().map(TestEvent::unit).toList());
    assertEquals(1, two.exposures.size());
    assertEquals(1, one.exposures.size());
    assertEquals(List.of(), one.foreign);
  }

  @Test
  void newNode_receivesEverythingFromTheBeginning() throws SQLException {
    Node one = new Node();
    lookAll(one);
    for (int i = 1; i <= 1_200; i++) {
      one.hit(i);
      if (i % 2 == 0) {
        one.lookBusy();
      }
    }
    lookAll(one);
    Node two = new Node();
    lookAll(one, two);
    assertEquals(1_200, two.units().size());
    assertEquals(one.outcomes, two.outcomes);
  }

  @Test
  void verdict_isRecordedOnce_andKnownToAll() throws SQLException {
    Node one = new Node();
    Node two = new Node();
    lookAll(one, two);
    one.hit(1);
    lookAll(one, two);
    assertTrue(one.exchange.claim(one.test, "halted"));
    assertFalse(two.exchange.claim(two.test, "halted too"));
    two.lookBusy();
    assertTrue(two.test.hasVerdict());
  }

  @Test
  void removedRows_areALoss() throws SQLException {
    Node one = new Node();
    one.hit(1);
    lookAll(one);
    Databases.run(
        source, "DELETE FROM feature_flag_guard_events", "DELETE FROM feature_flag_guard_tests");
    one.hit(2);
    one.lookBusy();
    assertTrue(one.test.isLost());
  }

  @Test
  void databaseThatIsAway_losesNothing() throws SQLException {
    Node one = new Node();
    Node two = new Node();
    lookAll(one, two);
    one.hit(1);
    Databases.run(
        source, "ALTER TABLE feature_flag_guard_events RENAME TO feature_flag_guard_away");
    assertThrows(SQLException.class, one::lookBusy);
    one.hit(2);
    assertThrows(SQLException.class, one::lookBusy);
    Databases.run(
        source, "ALTER TABLE feature_flag_guard_away RENAME TO feature_flag_guard_events");
    lookAll(one, two);
    lookAll(one, two);
    assertEquals(List.of(1L, 2L), one.units());
    assertEquals(List.of(1L, 2L), two.units());
  }

  @Test
  void restingNode_looksEveryTwelveSeconds() throws SQLException {
    Node one = new Node();
    one.look(EventExchange.IDLE);
    String seen = "SELECT count(*) FROM feature_flag_guard_nodes WHERE idle = true AND front > 0";
    assertEquals(1, Databases.count(source, seen));
    Databases.run(source, "UPDATE feature_flag_guard_nodes SET front = 0");
    one.look(EventExchange.IDLE);
    assertEquals(0, Databases.count(source, seen));
    one.skew = 13 * SECOND;
    one.look(EventExchange.IDLE);
    assertEquals(1, Databases.count(source, seen));
  }
}
