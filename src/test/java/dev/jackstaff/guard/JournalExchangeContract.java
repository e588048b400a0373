package dev.jackstaff.guard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jackstaff.guard.GuardVerdict.Action;
import dev.jackstaff.guard.JournalTables.JournalState;
import dev.jackstaff.guard.JournalTables.NewEntry;
import dev.jackstaff.guard.TestEvent.EventKind;
import dev.jackstaff.internal.jdbc.Database;
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
  private final FaultyDatabase faulty = new FaultyDatabase(source);
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
    final Database tables;
    final SharedTest test;
    final List<TestEvent> outcomes = new ArrayList<>();
    final List<TestEvent> exposures = new ArrayList<>();
    final List<TestEvent> foreign = new ArrayList<>();
    long skew;
    long begun = time();

    Node() {
      JdbcFlagStore store =
          JdbcFlagStore.builder(faulty.source())
              .createTables(true)
              .refresh(Duration.ofDays(1))
              .initial(FlagSet.of(Flag.percentage("checkout", 10)))
              .build();
      stores.add(store);
      tables = SharedDatabases.of(store).orElseThrow();
      exchange = new JournalExchange(tables, store, Duration.ZERO);
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
      test.takeRemote(foreign::add);
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
    for (int i = 1; i <= 200; i++) {
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
    one.hit(1);
    lookAll(one);
    JournalTables other = new JournalTables("other");
    int entries = 2 * JournalTables.MAX_ENTRIES + 1;
    one.tables.transact(
        sql -> {
          for (int i = 1; i <= entries; i++) {
            TestEvent event = new TestEvent(EventKind.EXPOSED, one.time(), i, 0, 1, 0);
            other.add(sql, i, List.of(entry(one.test, event)));
          }
          return true;
        });
    lookAll(one);
    Node two = new Node();
    lookAll(one, two);
    assertEquals(entries, two.exposures.size());
    assertEquals(one.exposures, two.exposures);
    assertEquals(one.outcomes, two.outcomes);
    assertEquals(one.test.seen(), two.test.seen());
  }

  private static NewEntry entry(SharedTest test, TestEvent event) {
    return new NewEntry(test, JournalEntry.NO_FRONT, EventCodec.write(List.of(event)));
  }

  @Test
  void verdict_isRecordedOnce_andKnownToAll() throws SQLException {
    Node one = new Node();
    Node two = new Node();
    lookAll(one, two);
    one.hit(1);
    lookAll(one, two);
    RecordedVerdict halted = new RecordedVerdict(Action.KILLED, "halted: because");
    assertTrue(one.exchange.claim(one.test, halted));
    assertFalse(two.exchange.claim(two.test, new RecordedVerdict(Action.TOLD, "halted too")));
    two.lookBusy();
    assertEquals(halted, two.test.verdict());
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

  /** Some of the answers belong to events, others to the front or to what the node has read. */
  @Test
  void lostAnswersAndCommits_handOverEveryEventOnce() throws SQLException {
    Node one = new Node();
    Node two = new Node();
    lookAll(one, two);
    List<Long> expected = new ArrayList<>();
    for (long i = 1; i <= 60; i++) {
      one.hit(i);
      one.expose(i);
      expected.add(i);
      faulty.loseAnswers(random.nextInt(4));
      faulty.loseCommits(random.nextInt(3));
      while (!faulty.hasLostAll()) {
        try {
          one.lookBusy();
        } catch (SQLException lost) {
          one.hit(++i);
          expected.add(i);
        }
      }
    }
    lookAll(one, two);
    lookAll(one, two);
    assertEquals(expected, one.units());
    assertEquals(expected, two.units());
    assertEquals(0, two.test.late());
    List<Long> exposed = two.exposures.stream().map(TestEvent::unit).toList();
    assertEquals(exposed.stream().distinct().toList(), exposed);
  }

  @Test
  void lostAnswer_isForgottenWithTheRows() throws SQLException {
    Node one = new Node();
    lookAll(one);
    one.hit(1);
    faulty.loseAnswers(9);
    assertThrows(SQLException.class, one::lookBusy);
    faulty.loseAnswers(0);
    Databases.run(
        source, "DELETE FROM feature_flag_guard_events", "DELETE FROM feature_flag_guard_tests");
    one.lookBusy();
    one.lookBusy();
    assertEquals(List.of(1L), one.units());
  }

  @Test
  void oldTests_areNotRead() throws SQLException {
    Node one = new Node();
    one.hit(1);
    lookAll(one);
    Databases.run(
        source,
        "INSERT INTO feature_flag_guard_tests (flag, test, entries, updated_at)"
            + " SELECT 'checkout', concat('old/', n), 5, CURRENT_TIMESTAMP"
            + " FROM (SELECT entries AS n FROM feature_flag_guard_tests) t",
        "INSERT INTO feature_flag_guard_tests (flag, test, entries, updated_at)"
            + " VALUES ('other', '1/0', 7, CURRENT_TIMESTAMP)");
    SharedTest second = new SharedTest("second", "2/0");
    JournalState state =
        one.tables.transact(sql -> JournalTables.state(sql, List.of(one.test, second)));
    assertEquals(1, state.rows().size());
    assertEquals(one.test.seen(), state.row(one.test).entries());
    assertEquals(-1, state.row(second).entries());
  }

  /** A failover to a server that had not received the last entries looks like this. */
  @Test
  void journalThatHasLostEntries_andReceivedOthers_isALoss() throws SQLException {
    Node one = new Node();
    Node two = new Node();
    lookAll(one, two);
    one.hit(1);
    lookAll(one, two);
    assertEquals(one.test.seen(), two.test.seen());
    Databases.run(
        source,
        "DELETE FROM feature_flag_guard_events WHERE n = (SELECT max(entries) FROM"
            + " feature_flag_guard_tests)",
        "UPDATE feature_flag_guard_tests SET entries = entries - 1");
    Node three = new Node();
    three.hit(3);
    lookAll(three);
    lookAll(three);
    one.lookBusy();
    assertTrue(one.test.isLost());
    assertFalse(three.test.isLost());
    SharedTest again = two.exchange.join("checkout", "1/0");
    two.lookBusy();
    assertTrue(two.test.isLost());
    assertFalse(again.isLost());
    assertTrue(again.seen() >= three.test.seen(), again.seen() + " entries");
  }

  /** A failover to a server whose clock is wrong looks like this. */
  @Test
  void databaseClockThatIsSet_holdsNothingBack() throws SQLException {
    Node one = new Node();
    Node two = new Node();
    lookAll(one, two);
    one.hit(1);
    lookAll(one, two);
    faulty.clock(Duration.ofHours(-1));
    Node three = new Node();
    lookAll(one, two, three);
    one.hit(2);
    two.hit(3);
    three.hit(4);
    lookAll(one, two, three);
    lookAll(one, two, three);
    assertEquals(List.of(1L, 2L, 3L, 4L), one.units().stream().sorted().toList());
    assertEquals(one.outcomes, two.outcomes);
    assertEquals(one.outcomes, three.outcomes);
    faulty.clock(Duration.ofHours(1));
    lookAll(one, two, three);
    lookAll(one, two, three);
    three.hit(5);
    one.hit(6);
    lookAll(one, two, three);
    lookAll(one, two, three);
    assertEquals(6, one.units().size());
    assertEquals(one.outcomes, two.outcomes);
    assertEquals(one.outcomes, three.outcomes);
    assertEquals(0, one.test.late());
  }

  @Test
  void entryThatCannotBeRead_blocksItsTestAlone() throws SQLException {
    Node one = new Node();
    Node two = new Node();
    SharedTest second = two.exchange.join("search", "1/0");
    lookAll(one, two);
    one.hit(1);
    one.lookBusy();
    Databases.run(
        source,
        "CREATE TABLE kept AS SELECT * FROM feature_flag_guard_events",
        "UPDATE feature_flag_guard_events SET events = CAST('\\x63' AS " + bytes() + ")");
    second.offer(new TestEvent(EventKind.HIT, two.time(), 7, 0, 1, 0));
    lookAll(one, two);
    lookAll(one, two);
    assertTrue(two.test.trouble().contains("unknown version"), two.test.trouble());
    assertEquals("", second.trouble());
    List<TestEvent> taken = new ArrayList<>();
    second.takeOutcomes(taken::add);
    assertEquals(1, taken.size());
    Databases.run(
        source,
        "UPDATE feature_flag_guard_events AS e SET events = (SELECT k.events FROM kept k"
            + " WHERE k.n = e.n) WHERE flag = 'checkout' AND n IN (SELECT n FROM kept)");
    lookAll(one, two);
    assertEquals("", two.test.trouble());
    assertEquals(List.of(1L), two.units());
  }

  /** Returns the type of a column of bytes. */
  abstract String bytes();

  @Test
  void restingNode_looksEveryFourteenSeconds() throws SQLException {
    Node one = new Node();
    one.look(EventExchange.IDLE);
    String seen = "SELECT count(*) FROM feature_flag_guard_nodes WHERE idle = true AND front > 0";
    assertEquals(1, Databases.count(source, seen));
    Databases.run(source, "UPDATE feature_flag_guard_nodes SET front = 0");
    one.look(EventExchange.IDLE);
    assertEquals(0, Databases.count(source, seen));
    one.skew = 15 * SECOND;
    one.look(EventExchange.IDLE);
    assertEquals(1, Databases.count(source, seen));
  }
}
