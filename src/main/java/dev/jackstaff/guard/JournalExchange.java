package dev.jackstaff.guard;

import dev.jackstaff.guard.JournalTables.JournalState;
import dev.jackstaff.guard.JournalTables.NewEntry;
import dev.jackstaff.guard.JournalTables.StoredEntry;
import dev.jackstaff.guard.JournalTables.TestRow;
import dev.jackstaff.internal.jdbc.Database;
import dev.jackstaff.internal.jdbc.Sql;
import dev.jackstaff.internal.jdbc.SqlStates;
import dev.jackstaff.model.Flag;
import dev.jackstaff.store.FlagHistory;
import dev.jackstaff.store.HistoryEntry;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * Exchanges events by a journal in a database. A node adds one row for all that it has counted of a
 * test since its last look, and none if it has counted nothing; it reads the rows that it does not
 * know. Each look reads the state of all its tests at once, and takes a lock only to write.
 *
 * <p>Entries have numbers without gaps, since a writer locks the row of the test. The common front
 * is an entry as well, written by the first node that finds events up to it. So the list of a test
 * is a function of its entries, and the same on every node. Times are those of {@link
 * JournalClock}. A node at rest looks every {@value #INTERVAL_SECONDS} s.
 *
 * <p>What a node hands over at once has a number. If the answer to its commit is lost, the node
 * looks for that number before it writes again, so that nothing is in the journal twice. A reader
 * compares the number of the last entry that it knows: after a failover to a server that has lost
 * entries and received others, the test begins afresh. Old entries are merged into {@link
 * JournalPages}.
 */
final class JournalExchange implements EventExchange {
  /** The interval between two looks of a node at rest; two of them are below the silence. */
  private static final int INTERVAL_SECONDS = 14;

  private static final long INTERVAL_NANOS = Duration.ofSeconds(INTERVAL_SECONDS).toNanos();

  /**
   * The time between two fronts of a test. With many nodes each of them would otherwise write one
   * at each look, which all others read.
   */
  static final Duration FRONT_INTERVAL = Duration.ofMillis(500);

  private static final Comparator<SharedTest> ORDER =
      Comparator.comparing(SharedTest::flag).thenComparing(SharedTest::key);

  private final Database database;
  private final FlagHistory history;
  private final long frontInterval;
  private final String node = UUID.randomUUID().toString();
  private final JournalTables tables = new JournalTables(node);
  private final JournalClock clock = new JournalClock();
  private final List<SharedTest> tests = new CopyOnWriteArrayList<>();
  private long batches;

  /** The events that were handed over and not confirmed; null if there are none. */
  private @Nullable EventBatch pending;

  private @Nullable Long lastLook;
  private boolean resting;

  JournalExchange(Database database, FlagHistory history, Duration frontInterval) {
    this.database = database;
    this.history = history;
    this.frontInterval = frontInterval.toNanos();
  }

  @Override
  public boolean isAlone() {
    return false;
  }

  /**
   * Returns the revision with which these terms took effect, and the step; all nodes find the same.
   */
  @Override
  public Optional<String> key(Flag flag, TestKey terms) {
    String first = null;
    for (HistoryEntry<Flag> entry : history.history(flag.name())) {
      Flag after = entry.after();
      if (after == null || !terms.equals(TestKey.of(after, terms.step()))) {
        break;
      }
      first = entry.revision();
    }
    return Optional.ofNullable(first).map(revision -> revision + "/" + terms.step());
  }

  @Override
  public SharedTest join(String flag, String key) {
    SharedTest test = new SharedTest(flag, key);
    tests.add(test);
    return test;
  }

  @Override
  public void leave(SharedTest test) {
    tests.remove(test);
  }

  @Override
  public void exchange(long front, long now) throws SQLException {
    boolean idle = front == IDLE && isQuiet();
    if (tests.isEmpty() || (idle && resting && !isDue(now))) {
      return;
    }
    JournalState state = look(now, idle);
    Set<SharedTest> news = new HashSet<>();
    for (SharedTest test : tests) {
      compare(test, state.row(test));
      if (state.row(test).entries() > test.seen()) {
        news.add(test);
      }
    }
    if (idle) {
      read(news);
    } else {
      news.addAll(send(state));
      // The front is told after the events before it.
      long common = tell(front, state.time(), news);
      advance(common);
      merge();
    }
    resting = idle && isQuiet();
    lastLook = now;
  }

  private boolean isQuiet() {
    return pending == null
        && tests.stream().allMatch(test -> test.outgoing().isEmpty() && !test.isWaiting());
  }

  private boolean isDue(long now) {
    return lastLook == null || now - lastLook >= INTERVAL_NANOS || now < lastLook;
  }

  /** Reads the state of all tests; an idle node reports that in the same transaction. */
  private JournalState look(long now, boolean idle) throws SQLException {
    return database.transact(
        sql -> {
          JournalState state = JournalTables.state(sql, tests);
          clock.read(state.time(), now);
          if (idle) {
            tables.report(sql, clock.report(IDLE, state.time()), true);
          }
          return state;
        });
  }

  private static void compare(SharedTest test, TestRow row) {
    String verdict = row.verdict();
    if (verdict != null) {
      test.verdict(RecordedVerdict.parse(verdict));
    }
    if (Math.max(0, row.entries()) < test.seen()) {
      test.lose();
    }
  }

  /** The events of some tests that are handed over at once. */
  private static final class EventBatch {
    final long number;
    final Map<SharedTest, Integer> counts = new LinkedHashMap<>();
    final List<NewEntry> entries = new ArrayList<>();
    boolean tried;

    EventBatch(long number) {
      this.number = number;
    }

    void add(SharedTest test, List<TestEvent> events) {
      counts.put(test, events.size());
      entries.add(new NewEntry(test, JournalEntry.NO_FRONT, EventCodec.write(events)));
    }
  }

  /** Hands over all events; returns the tests in which this has written. */
  private Set<SharedTest> send(JournalState state) throws SQLException {
    Set<SharedTest> written = new HashSet<>();
    for (EventBatch batch = batch(); batch != null; batch = batch()) {
      for (SharedTest test : batch.counts.keySet()) {
        if (state.row(test).entries() < 0 && !test.isLost() && !written.contains(test)) {
          create(test);
        }
      }
      EventBatch now = batch;
      database.transact(sql -> write(sql, now));
      batch.counts.forEach(SharedTest::sent);
      pending = null;
      written.addAll(batch.counts.keySet());
    }
    return written;
  }

  /** Returns what was not confirmed, or the next events to hand over, or null if there are none. */
  private @Nullable EventBatch batch() {
    if (pending == null) {
      EventBatch next = new EventBatch(++batches);
      int room = SharedTest.MAX_EVENTS;
      for (SharedTest test : sorted(tests)) {
        List<TestEvent> events = test.isLost() ? List.of() : test.outgoing();
        if (!events.isEmpty() && room > 0) {
          next.add(test, events.stream().map(clock::shifted).toList());
          room -= events.size();
        }
      }
      pending = next.entries.isEmpty() ? null : next;
    }
    return pending;
  }

  /** Returns tests in the order in which every node locks them. */
  private static List<SharedTest> sorted(Collection<SharedTest> tests) {
    return tests.stream().sorted(ORDER).toList();
  }

  private boolean write(Sql sql, EventBatch batch) throws SQLException {
    boolean again = batch.tried;
    batch.tried = true;
    SharedTest any =
        batch.counts.keySet().stream().filter(test -> !test.isLost()).findFirst().orElse(null);
    return any == null
        || (again && tables.has(sql, any, batch.number))
        || tables.add(sql, batch.number, batch.entries);
  }

  private void create(SharedTest test) throws SQLException {
    try {
      database.transact(sql -> JournalTables.create(sql, test));
    } catch (SQLException e) {
      // Another node created it first.
      if (!SqlStates.isDuplicate(e)) {
        throw e;
      }
    }
  }

  /** Tells the other nodes this node's front; returns the common one, and reads the news before. */
  private long tell(long front, long time, Set<SharedTest> news) throws SQLException {
    long own = clock.report(front, time);
    Map<SharedTest, List<StoredEntry>> found = new LinkedHashMap<>();
    long common =
        database.transact(
            sql -> {
              tables.report(sql, own, front == IDLE);
              long oldest = clock.commonFront(JournalTables.nodes(sql));
              entries(sql, news, found);
              return oldest;
            });
    receive(found);
    return common;
  }

  /** Reads the entries that this node does not know. */
  private void read(Set<SharedTest> news) throws SQLException {
    if (!news.isEmpty()) {
      Map<SharedTest, List<StoredEntry>> found = new LinkedHashMap<>();
      database.transact(sql -> entries(sql, news, found));
      receive(found);
    }
  }

  private static boolean entries(
      Sql sql, Set<SharedTest> news, Map<SharedTest, List<StoredEntry>> found) throws SQLException {
    for (SharedTest test : news) {
      if (!test.isLost()) {
        found.put(test, JournalTables.entries(sql, test));
      }
    }
    return true;
  }

  private void receive(Map<SharedTest, List<StoredEntry>> found) throws SQLException {
    Set<SharedTest> more = new HashSet<>();
    found.forEach(
        (test, entries) -> {
          boolean received = test.receive(entries, node, -clock.offset());
          if (received && entries.size() > JournalTables.MAX_ENTRIES) {
            more.add(test);
          }
        });
    read(more);
  }

  /** Writes the common front to the journals of the tests in which events wait for it. */
  private void advance(long front) throws SQLException {
    List<SharedTest> waiting =
        tests.stream()
            .filter(test -> test.waitsFor(front, frontInterval) && !test.isLost())
            .sorted(ORDER)
            .toList();
    if (waiting.isEmpty()) {
      return;
    }
    byte[] none = EventCodec.write(List.of());
    List<NewEntry> entries = waiting.stream().map(test -> new NewEntry(test, front, none)).toList();
    long batch = ++batches;
    Map<SharedTest, List<StoredEntry>> found = new LinkedHashMap<>();
    database.transact(
        sql -> {
          tables.add(sql, batch, entries);
          return entries(sql, Set.copyOf(waiting), found);
        });
    receive(found);
  }

  /** Makes old entries pages, which any node may do, one page of each test at a look. */
  private void merge() throws SQLException {
    for (SharedTest test : sorted(tests)) {
      if (JournalPages.isDue(test)) {
        test.paged(database.transact(sql -> JournalTables.merge(sql, test)));
      }
    }
  }

  @Override
  public boolean claim(SharedTest test, RecordedVerdict verdict) throws SQLException {
    return database.transact(sql -> JournalTables.claim(sql, test, verdict.text()));
  }
}
