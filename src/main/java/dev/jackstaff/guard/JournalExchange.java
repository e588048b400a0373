package dev.jackstaff.guard;

import dev.jackstaff.internal.jdbc.Database;
import dev.jackstaff.internal.jdbc.Expiry;
import dev.jackstaff.internal.jdbc.Sql;
import dev.jackstaff.internal.jdbc.SqlStates;
import dev.jackstaff.model.Flag;
import dev.jackstaff.store.FlagHistory;
import dev.jackstaff.store.HistoryEntry;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * Exchanges events by a journal in a database. A node adds one row for all that it has counted
 * since its last look, and none if it has counted nothing; it reads the rows that it does not know.
 * Each look reads the state of all tests at once, and takes a lock only to write.
 *
 * <p>Entries have numbers without gaps, since a writer locks the row of the test. The common front
 * is an entry as well, written by the first node that finds events up to it. So the list of a test
 * is a function of its entries, and the same on every node. Times are the database's: each node
 * adds the difference between the two clocks. A node at rest looks every {@value #INTERVAL_SECONDS}
 * s.
 */
final class JournalExchange implements EventExchange {
  private static final Duration RETENTION = Duration.ofDays(30);

  /** The interval between two looks of a node at rest. */
  private static final int INTERVAL_SECONDS = 12;

  private static final long INTERVAL_NANOS = Duration.ofSeconds(INTERVAL_SECONDS).toNanos();

  /** The time for which the common front stays behind an idle node, which may begin any time. */
  private static final long IDLE_LAG = Duration.ofSeconds(3).toNanos();

  /** The difference of two readings of the clocks from which the later one applies. */
  private static final long MAX_DRIFT = Duration.ofSeconds(1).toNanos();

  /** The number of entries that are read at once. */
  private static final int MAX_ENTRIES = 500;

  private final Database database;
  private final FlagHistory history;
  private final String node = UUID.randomUUID().toString();
  private final List<SharedTest> tests = new CopyOnWriteArrayList<>();

  /** The database's clock minus this node's; null before the first look. */
  private @Nullable Long offset;

  /** The front that the other nodes know, by the database's clock; no later event is before it. */
  private long reported = JournalEntry.NO_FRONT;

  private @Nullable Long lastLook;
  private boolean resting;

  JournalExchange(Database database, FlagHistory history) {
    this.database = database;
    this.history = history;
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

  /** The state of a test in the database. */
  private record SharedTestRow(long entries, boolean verdict) {
    static final SharedTestRow NONE = new SharedTestRow(-1, false);
  }

  @Override
  public void exchange(long front, long now) throws SQLException {
    boolean idle = front == IDLE && tests.stream().allMatch(JournalExchange::isQuiet);
    if (tests.isEmpty() || (idle && resting && !isDue(now))) {
      return;
    }
    Map<SharedTest, SharedTestRow> rows = look(now, idle);
    if (!idle) {
      // The front is told after the events before it.
      for (SharedTest test : tests) {
        rows.put(test, send(test, rows.getOrDefault(test, SharedTestRow.NONE)));
      }
      database.transact(sql -> report(sql, front));
    }
    for (SharedTest test : tests) {
      if (rows.getOrDefault(test, SharedTestRow.NONE).entries() > test.seen()) {
        read(test);
      }
    }
    if (tests.stream().anyMatch(SharedTest::isWaiting)) {
      advance();
    }
    resting = idle && tests.stream().allMatch(JournalExchange::isQuiet);
    lastLook = now;
  }

  private static boolean isQuiet(SharedTest test) {
    return test.outgoing().isEmpty() && !test.isWaiting();
  }

  private boolean isDue(long now) {
    return lastLook == null || now - lastLook >= INTERVAL_NANOS || now < lastLook;
  }

  /** Reads the state of all tests; an idle node reports that in the same transaction. */
  private Map<SharedTest, SharedTestRow> look(long now, boolean idle) throws SQLException {
    Map<String, SharedTestRow> found = new HashMap<>();
    database.transact(
        sql -> {
          found.clear();
          sql.query(
              "SELECT flag, test, entries, verdict FROM feature_flag_guard_tests",
              row ->
                  found.put(
                      row.getString(1) + "\n" + row.getString(2),
                      new SharedTestRow(row.getLong(3), row.getString(4) != null)));
          setClock(clock(sql), now);
          return idle && report(sql, IDLE);
        });
    Map<SharedTest, SharedTestRow> rows = new HashMap<>();
    for (SharedTest test : tests) {
      SharedTestRow row = found.getOrDefault(test.flag() + "\n" + test.key(), SharedTestRow.NONE);
      compare(test, row);
      rows.put(test, row);
    }
    return rows;
  }

  /** Returns the time of the database's clock, in nanoseconds since 1970. */
  private static long clock(Sql sql) throws SQLException {
    OffsetDateTime time =
        sql.first("SELECT CURRENT_TIMESTAMP", row -> row.getObject(1, OffsetDateTime.class));
    return OpenRequests.nanos(Objects.requireNonNull(time).toInstant());
  }

  /**
   * Sets the difference of the clocks. A reading is too large by the time that the statement took
   * to arrive, so the smallest one applies, unless the clocks have drifted apart since.
   */
  private void setClock(long time, long now) {
    long reading = time - now;
    if (offset == null || reading < offset || reading - offset > MAX_DRIFT) {
      offset = reading;
    }
  }

  private long offset() {
    return offset == null ? 0 : offset;
  }

  /** Tells the other nodes this node's front; an idle node's front is now. */
  private boolean report(Sql sql, long front) throws SQLException {
    boolean idle = front == IDLE;
    reported = Math.max(reported, idle ? clock(sql) : front + offset());
    int changed =
        sql.update(
            "UPDATE feature_flag_guard_nodes SET front = ?, idle = ?, seen_at = CURRENT_TIMESTAMP"
                + " WHERE node = ?",
            reported,
            idle,
            node);
    if (changed == 0) {
      sql.update(
          "DELETE FROM feature_flag_guard_nodes"
              + " WHERE seen_at < CURRENT_TIMESTAMP - INTERVAL '1' DAY");
      sql.update(
          "INSERT INTO feature_flag_guard_nodes (node, front, idle, seen_at)"
              + " VALUES (?, ?, ?, CURRENT_TIMESTAMP)",
          node,
          reported,
          idle);
    }
    return true;
  }

  private void compare(SharedTest test, SharedTestRow row) {
    if (row.verdict()) {
      test.verdict();
    }
    if (Math.max(0, row.entries()) < test.seen()) {
      test.lose();
    }
  }

  /** Hands over the events of a test; returns its state afterwards. */
  private SharedTestRow send(SharedTest test, SharedTestRow row) throws SQLException {
    List<TestEvent> events = test.outgoing();
    if (!events.isEmpty() && row.entries() < 0 && !test.isLost()) {
      create(test);
    }
    SharedTestRow after = row;
    while (!events.isEmpty() && !test.isLost()) {
      byte[] bytes = EventCodec.write(events.stream().map(this::shifted).toList());
      if (database.transact(sql -> add(sql, test, JournalEntry.NO_FRONT, bytes, -1))) {
        test.sent(events.size());
        after = new SharedTestRow(test.seen() + 1, row.verdict());
      }
      events = test.outgoing();
    }
    return after;
  }

  /** Returns an event with its time by the database's clock, which is not before the front. */
  private TestEvent shifted(TestEvent event) {
    return event.at(Math.max(event.at() + offset(), reported));
  }

  /**
   * Adds an entry, unless there are other ones than expected.
   *
   * @param expected the number of entries, or -1 for any
   */
  private boolean add(Sql sql, SharedTest test, long front, byte[] events, long expected)
      throws SQLException {
    Long entries =
        sql.first(
            "SELECT entries FROM feature_flag_guard_tests WHERE flag = ? AND test = ? FOR UPDATE",
            row -> row.getLong(1),
            test.flag(),
            test.key());
    if (entries == null || entries < test.seen()) {
      test.lose();
      return false;
    }
    if (expected >= 0 && entries != expected) {
      return false;
    }
    sql.update(
        "INSERT INTO feature_flag_guard_events (flag, test, n, node, front, events)"
            + " VALUES (?, ?, ?, ?, ?, ?)",
        test.flag(),
        test.key(),
        entries + 1,
        node,
        front,
        events);
    sql.update(
        "UPDATE feature_flag_guard_tests SET entries = ?, updated_at = CURRENT_TIMESTAMP"
            + " WHERE flag = ? AND test = ?",
        entries + 1,
        test.flag(),
        test.key());
    return true;
  }

  private void create(SharedTest test) throws SQLException {
    try {
      database.transact(
          sql -> {
            tidy(sql, test);
            return sql.update(
                "INSERT INTO feature_flag_guard_tests (flag, test, entries, updated_at)"
                    + " VALUES (?, ?, 0, CURRENT_TIMESTAMP)",
                test.flag(),
                test.key());
          });
    } catch (SQLException e) {
      // Another node created it first.
      if (!SqlStates.isDuplicate(e)) {
        throw e;
      }
    }
  }

  /**
   * Removes the old tests of the same flag, since no other test is known to be over. Age is
   * measured against the history, since every test begins with an entry of it.
   */
  private static void tidy(Sql sql, SharedTest test) throws SQLException {
    Instant old = Expiry.before(sql, "feature_flag_history", "at", RETENTION).orElse(null);
    if (old == null) {
      return;
    }
    for (String table : List.of("feature_flag_guard_events", "feature_flag_guard_tests")) {
      sql.update(
          "DELETE FROM "
              + table
              + " WHERE flag = ? AND test <> ? AND test IN (SELECT test FROM"
              + " feature_flag_guard_tests WHERE flag = ? AND updated_at < ?)",
          test.flag(),
          test.key(),
          test.flag(),
          old);
    }
  }

  /** Reads the entries that this node does not know. */
  private void read(SharedTest test) throws SQLException {
    int count;
    do {
      List<JournalEntry> entries = test.isLost() ? List.of() : next(test);
      entries.forEach(entry -> test.receive(entry, node, -offset()));
      count = entries.size();
    } while (count == MAX_ENTRIES);
  }

  private List<JournalEntry> next(SharedTest test) throws SQLException {
    return database.transact(
        sql ->
            sql.query(
                "SELECT n, node, front, events FROM feature_flag_guard_events"
                    + " WHERE flag = ? AND test = ? AND n > ? ORDER BY n LIMIT "
                    + MAX_ENTRIES,
                row ->
                    new JournalEntry(
                        row.getLong(1),
                        row.getString(2),
                        row.getLong(3),
                        EventCodec.read(row.getBytes(4))),
                test.flag(),
                test.key(),
                test.seen()));
  }

  /** Writes the common front to the journals of the tests in which events wait for it. */
  private void advance() throws SQLException {
    long front = database.transact(JournalExchange::commonFront);
    for (SharedTest test : tests) {
      if (test.waitsFor(front) && !test.isLost()) {
        byte[] none = EventCodec.write(List.of());
        database.transact(sql -> add(sql, test, front, none, test.seen()));
        read(test);
      }
    }
  }

  private static long commonFront(Sql sql) throws SQLException {
    long now = clock(sql);
    long silent = now - Duration.ofSeconds(SILENT_SECONDS).toNanos();
    // An idle node had no open request when it was seen, and would have told of one since.
    List<Long> fronts =
        sql.query(
            "SELECT front, idle, seen_at FROM feature_flag_guard_nodes",
            row -> {
              OffsetDateTime seen = row.getObject(3, OffsetDateTime.class);
              boolean isSilent = OpenRequests.nanos(seen.toInstant()) < silent;
              long front = row.getLong(1);
              return isSilent ? now : row.getBoolean(2) ? Math.max(front, now - IDLE_LAG) : front;
            });
    // An event may still come at the front itself.
    return fronts.stream().mapToLong(Long::longValue).min().orElse(now) - 1;
  }

  @Override
  public boolean claim(SharedTest test, String verdict) throws SQLException {
    return database.transact(
        sql ->
            sql.update(
                    "UPDATE feature_flag_guard_tests SET verdict = ?, updated_at ="
                        + " CURRENT_TIMESTAMP WHERE flag = ? AND test = ? AND verdict IS NULL",
                    verdict,
                    test.flag(),
                    test.key())
                > 0);
  }
}
