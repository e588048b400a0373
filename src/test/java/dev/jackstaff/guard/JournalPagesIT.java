package dev.jackstaff.guard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
import java.util.List;
import java.util.stream.LongStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The journal of a rollout that lasts for weeks. */
final class JournalPagesIT {
  private static final int ENTRIES = 5_400;
  private static final Duration BEFORE = Duration.ofMinutes(-1);
  private static final Duration AFTER = Duration.ofMinutes(1);

  private final List<JdbcFlagStore> stores = new ArrayList<>();
  private final long begin = OpenRequests.nanos(Instant.now().minus(Duration.ofHours(2)));

  /** The databases of the build. */
  enum Engine {
    H2,
    POSTGRESQL;

    DataSource source() {
      return this == H2 ? Databases.h2() : Databases.postgres();
    }
  }

  @AfterEach
  void close() {
    stores.forEach(JdbcFlagStore::close);
  }

  private final class Node {
    final Database tables;
    final JournalExchange exchange;
    final SharedTest test;
    final List<TestEvent> outcomes = new ArrayList<>();

    Node(DataSource source) {
      JdbcFlagStore store =
          JdbcFlagStore.builder(source)
              .createTables(true)
              .refresh(Duration.ofDays(1))
              .initial(FlagSet.of(Flag.percentage("checkout", 10)))
              .build();
      stores.add(store);
      tables = SharedDatabases.of(store).orElseThrow();
      exchange = new JournalExchange(tables, store, Duration.ZERO);
      test = exchange.join("checkout", "1/0");
    }

    /** Looks while a request is open that began at some time from the first hit. */
    void look(Duration fromBegin) throws SQLException {
      exchange.exchange(begin + fromBegin.toNanos(), OpenRequests.nanos(Instant.now()));
      test.takeOutcomes(outcomes::add);
    }

    /** Adds entries, as many nodes do in the course of days. */
    void write(long first, long last) throws SQLException {
      JournalTables other = new JournalTables("another");
      tables.transact(
          sql -> {
            for (long i = first; i <= last; i++) {
              TestEvent hit = new TestEvent(EventKind.HIT, begin + i, i, 0, (int) (i % 2), 0);
              byte[] events = EventCodec.write(List.of(hit));
              other.add(sql, i, List.of(new NewEntry(test, JournalEntry.NO_FRONT, events)));
            }
            return true;
          });
    }

    long rows() throws SQLException {
      return tables.transact(sql -> sql.number("SELECT count(*) FROM feature_flag_guard_events"));
    }
  }

  @ParameterizedTest
  @EnumSource
  void longJournal_isFewRows_andEveryNodeReceivesTheSame(Engine engine) throws SQLException {
    DataSource source = engine.source();
    Node one = new Node(source);
    Node away = new Node(source);
    one.test.offer(new TestEvent(EventKind.HIT, begin - 30_000_000_000L, 0, 0, 0, 0));
    one.look(BEFORE);
    one.write(1, 1_500);
    away.look(BEFORE);
    long seen = away.test.seen();
    one.write(1_501, ENTRIES);
    for (int look = 0; look < 8; look++) {
      one.look(BEFORE);
    }
    long rows = one.rows();
    assertTrue(rows < JournalPages.TAIL + JournalPages.MAX_ENTRIES + 10, rows + " rows");
    assertTrue(seen % JournalPages.MAX_ENTRIES > 0, "the node that was away knows half a page");
    Node fresh = new Node(source);
    for (int look = 0; look < 3; look++) {
      away.look(AFTER);
      fresh.look(AFTER);
      one.look(AFTER);
    }
    assertEquals(LongStream.rangeClosed(0, ENTRIES).boxed().toList(), units(one));
    assertEquals(one.outcomes, fresh.outcomes);
    assertEquals(one.outcomes, away.outcomes);
    assertFalse(away.test.isLost() || fresh.test.isLost());
  }

  private static List<Long> units(Node node) {
    return node.outcomes.stream().map(TestEvent::unit).toList();
  }

  /** A node that waited for hours for the answer to a commit finds its batch in a page. */
  @ParameterizedTest
  @EnumSource
  void batch_isFoundInAPage(Engine engine) throws SQLException {
    DataSource source = engine.source();
    Node one = paged(source);
    SharedTest unread = new SharedTest("checkout", "1/0");
    JournalTables another = new JournalTables("another");
    assertTrue(has(one, another, unread, 5));
    assertFalse(has(one, another, unread, ENTRIES + 1));
    JournalTables stranger = new JournalTables("stranger");
    assertFalse(has(one, stranger, unread, 5));
  }

  private static boolean has(Node node, JournalTables tables, SharedTest test, long batch)
      throws SQLException {
    return node.tables.transact(sql -> tables.has(sql, test, batch));
  }

  @ParameterizedTest
  @EnumSource
  void pageThatCannotBeRead_blocksItsTest(Engine engine) throws SQLException {
    DataSource source = engine.source();
    Node one = paged(source);
    one.tables.transact(
        sql ->
            sql.update(
                "UPDATE feature_flag_guard_events SET events = ? WHERE front = ?",
                new byte[] {1, 0, 0, 0, 9},
                JournalPages.PAGE));
    Node fresh = new Node(source);
    fresh.look(BEFORE);
    assertEquals(
        "the events of other nodes cannot be read: the page is not complete", fresh.test.trouble());
    assertEquals(0, fresh.test.seen());
  }

  /** Returns a node whose journal has pages. */
  private Node paged(DataSource source) throws SQLException {
    Node one = new Node(source);
    one.test.offer(new TestEvent(EventKind.HIT, begin - 30_000_000_000L, 0, 0, 0, 0));
    one.look(BEFORE);
    one.write(1, 2_500);
    one.look(BEFORE);
    one.look(BEFORE);
    assertTrue(one.rows() < 2_000, one.rows() + " rows");
    return one;
  }
}
