package dev.jackstaff.guard;

import dev.jackstaff.guard.JournalClock.NodeReport;
import dev.jackstaff.internal.jdbc.Expiry;
import dev.jackstaff.internal.jdbc.Sql;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The statements on the tables of the journal, each within a transaction of the caller. */
final class JournalTables {
  /** The number of entries that are read at once. */
  static final int MAX_ENTRIES = 500;

  private static final Duration RETENTION = Duration.ofDays(30);

  private final String node;

  /**
   * Creates the statements of one node.
   *
   * @param node the node's name
   */
  JournalTables(String node) {
    this.node = node;
  }

  /**
   * The state of some tests.
   *
   * @param time the time of the database's clock, in nanoseconds since 1970
   * @param rows the tests that are there, by flag and key
   */
  record JournalState(long time, Map<String, TestRow> rows) {
    TestRow row(SharedTest test) {
      return rows.getOrDefault(name(test.flag(), test.key()), TestRow.NONE);
    }

    private static String name(String flag, String key) {
      return flag + "\n" + key;
    }
  }

  /**
   * A test in the database.
   *
   * @param entries the number of its entries, or -1 if it is not there
   * @param verdict the verdict that a node has recorded, or null
   */
  record TestRow(long entries, @Nullable String verdict) {
    static final TestRow NONE = new TestRow(-1, null);
  }

  /**
   * An entry that is to be added.
   *
   * @param test the test
   * @param front the front, or {@link JournalEntry#NO_FRONT}
   * @param events the events, as bytes
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared; only written
  record NewEntry(SharedTest test, long front, byte[] events) {}

  /** Reads the state of these tests, whatever else is in the tables, and the clock. */
  static JournalState state(Sql sql, Collection<SharedTest> tests) throws SQLException {
    long[] time = new long[1];
    Map<String, TestRow> rows = new HashMap<>();
    List<String> flags = tests.stream().map(SharedTest::flag).distinct().toList();
    List<String> keys = tests.stream().map(SharedTest::key).distinct().toList();
    List<Object> values = new ArrayList<>(flags);
    values.addAll(keys);
    sql.query(
        "SELECT CURRENT_TIMESTAMP, t.flag, t.test, t.entries, t.verdict FROM (SELECT 1 AS one) AS"
            + " always LEFT JOIN feature_flag_guard_tests t ON t.flag IN ("
            + Sql.parameters(flags.size())
            + ") AND t.test IN ("
            + Sql.parameters(keys.size())
            + ")",
        row -> {
          time[0] = nanos(row, 1);
          String flag = row.getString(2);
          if (flag != null) {
            TestRow found = new TestRow(row.getLong(4), row.getString(5));
            rows.put(JournalState.name(flag, row.getString(3)), found);
          }
          return rows;
        },
        values.toArray());
    return new JournalState(time[0], rows);
  }

  private static long nanos(ResultSet row, int column) throws SQLException {
    return OpenRequests.nanos(Sql.requiredTime(row, column));
  }

  /** Tells the other nodes this node's front. */
  boolean report(Sql sql, long front, boolean idle) throws SQLException {
    int changed =
        sql.update(
            "UPDATE feature_flag_guard_nodes SET front = ?, idle = ?, seen_at = CURRENT_TIMESTAMP"
                + " WHERE node = ?",
            front,
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
          front,
          idle);
    }
    return true;
  }

  /** Returns the last reports of all nodes. */
  static List<NodeReport> nodes(Sql sql) throws SQLException {
    return sql.query(
        "SELECT front, idle, seen_at, CURRENT_TIMESTAMP FROM feature_flag_guard_nodes",
        row -> new NodeReport(row.getLong(1), row.getBoolean(2), nanos(row, 3), nanos(row, 4)));
  }

  /** Creates the row of a test, and removes what is old. */
  static int create(Sql sql, SharedTest test) throws SQLException {
    tidy(sql, test);
    return sql.update(
        "INSERT INTO feature_flag_guard_tests (flag, test, entries, updated_at)"
            + " VALUES (?, ?, 0, CURRENT_TIMESTAMP)",
        test.flag(),
        test.key());
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
              // MySQL accepts the table of the statement itself only in a query of a query.
              + " WHERE flag = ? AND test <> ? AND test IN (SELECT test FROM (SELECT DISTINCT test"
              + " FROM feature_flag_guard_tests WHERE flag = ? AND updated_at < ?) AS old)",
          test.flag(),
          test.key(),
          test.flag(),
          old);
    }
  }

  /**
   * Returns whether a batch was written. If its commit is still on the way, this waits for it,
   * since both lock the row of the test.
   *
   * @param test a test of the batch
   */
  boolean has(Sql sql, SharedTest test, long batch) throws SQLException {
    lock(sql, test);
    List<StoredEntry> found =
        sql.query(
            "SELECT n, node, batch, front, events FROM feature_flag_guard_events"
                + " WHERE flag = ? AND test = ? AND n > ?"
                + " AND (front = ? OR (node = ? AND batch = ?))",
            StoredEntry::read,
            test.flag(),
            test.key(),
            test.seen(),
            JournalPages.PAGE,
            node,
            batch);
    try {
      return found.stream()
          .flatMap(entry -> entry.singles().stream())
          .anyMatch(entry -> entry.batch() == batch && entry.node().equals(node));
    } catch (IllegalArgumentException e) {
      throw new SQLException("the journal of " + test.flag() + " cannot be read", e);
    }
  }

  private static void lock(Sql sql, SharedTest test) throws SQLException {
    sql.first(
        "SELECT entries FROM feature_flag_guard_tests WHERE flag = ? AND test = ? FOR UPDATE",
        row -> row.getLong(1),
        test.flag(),
        test.key());
  }

  /** Makes old entries of a test a page; returns the number of the last entry in a page. */
  static long merge(Sql sql, SharedTest test) throws SQLException {
    lock(sql, test);
    return JournalPages.merge(sql, test);
  }

  /**
   * Adds an entry to the journal of each of some tests. A journal that has lost entries which this
   * node has seen remains as it is.
   *
   * @param entries the entries, in the order of their tests, since each test's row is locked
   */
  boolean add(Sql sql, long batch, List<NewEntry> entries) throws SQLException {
    List<@Nullable Object[]> counts = new ArrayList<>();
    List<@Nullable Object[]> rows = new ArrayList<>();
    for (NewEntry entry : entries) {
      SharedTest test = entry.test();
      counts.add(new Object[] {test.flag(), test.key(), test.seen()});
      rows.add(
          new Object[] {
            node, batch, entry.front(), entry.events(), test.flag(), test.key(), test.seen()
          });
    }
    sql.batch(
        "UPDATE feature_flag_guard_tests SET entries = entries + 1, updated_at = CURRENT_TIMESTAMP"
            + " WHERE flag = ? AND test = ? AND entries >= ?",
        counts);
    sql.batch(
        "INSERT INTO feature_flag_guard_events (flag, test, n, node, batch, front, events)"
            + " SELECT flag, test, entries, ?, ?, ?, ? FROM feature_flag_guard_tests"
            + " WHERE flag = ? AND test = ? AND entries > ?",
        rows);
    return true;
  }

  /**
   * Reads the entries of a test from the last one that this node knows, which shows whether the
   * journal is still the same one; the known one without its events.
   */
  static List<StoredEntry> entries(Sql sql, SharedTest test) throws SQLException {
    return sql.query(
        "SELECT n, node, batch, front, CASE WHEN n > ? THEN events END"
            + " FROM feature_flag_guard_events"
            + " WHERE flag = ? AND test = ? AND n >= ? ORDER BY n LIMIT "
            + (MAX_ENTRIES + 1),
        StoredEntry::read,
        test.seen(),
        test.flag(),
        test.key(),
        test.seen());
  }

  /** An entry as it is stored; the events are null if they are known. */
  @SuppressWarnings("ArrayRecordComponent")
  record StoredEntry(long number, String node, long batch, long front, byte @Nullable [] events) {
    /** Reads a row with these columns. */
    static StoredEntry read(ResultSet row) throws SQLException {
      return new StoredEntry(
          row.getLong(1), row.getString(2), row.getLong(3), row.getLong(4), row.getBytes(5));
    }

    /**
     * Returns the entries of a page, or this one if it is no page or is known.
     *
     * @throws IllegalArgumentException if it cannot be read
     */
    List<StoredEntry> singles() {
      return front == JournalPages.PAGE && events != null ? JournalPages.read(this) : List.of(this);
    }

    byte[] required() {
      return Objects.requireNonNull(events);
    }

    int bytes() {
      return events == null ? 0 : events.length;
    }

    /**
     * Decodes the events.
     *
     * @throws IllegalArgumentException if they are not events
     */
    JournalEntry decoded() {
      List<TestEvent> all = events == null ? List.of() : EventCodec.read(events);
      return new JournalEntry(number, node, batch, front, all);
    }
  }

  /** Records a verdict on a test unless another node has. */
  static boolean claim(Sql sql, SharedTest test, String verdict) throws SQLException {
    int changed =
        sql.update(
            "UPDATE feature_flag_guard_tests SET verdict = ?, updated_at = CURRENT_TIMESTAMP"
                + " WHERE flag = ? AND test = ? AND verdict IS NULL",
            verdict,
            test.flag(),
            test.key());
    return changed > 0;
  }
}
