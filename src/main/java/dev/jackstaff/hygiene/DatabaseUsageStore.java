package dev.jackstaff.hygiene;

import dev.jackstaff.internal.jdbc.Database;
import dev.jackstaff.internal.jdbc.Expiry;
import dev.jackstaff.internal.jdbc.Sql;
import dev.jackstaff.internal.jdbc.SqlStates;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A ledger in a database. All nodes count in the same rows of one table. A second table has one row
 * for each run of a node and day, with the number of the last batch that this run has written. That
 * number is raised in the transaction that counts, so a batch whose commit was not confirmed, and
 * which is written again, counts once.
 */
final class DatabaseUsageStore implements UsageStore {
  private static final int MAX_ATTEMPTS = 10;
  private static final String RAN_AT = "CAST(ran_on AS timestamp with time zone)";

  private static final String COUNT =
      "UPDATE feature_flag_usage SET asked = asked + ?,"
          + " first_at = LEAST(first_at, CAST(? AS timestamp with time zone)),"
          + " last_at = GREATEST(last_at, CAST(? AS timestamp with time zone))"
          + " WHERE flag = ? AND revision = ? AND answer = ?";
  private static final String INSERT =
      "INSERT INTO feature_flag_usage (asked, first_at, last_at, flag, revision, answer)"
          + " VALUES (?, ?, ?, ?, ?, ?)";
  private static final String COUNT_UNDEFINED =
      "SELECT count(*) FROM feature_flag_usage WHERE revision = ? AND answer = ?";
  private static final String RUN =
      "UPDATE feature_flag_runs SET requests = requests + ?, written = ? WHERE node = ? AND ran_on = ?";
  private static final String INSERT_RUN =
      "INSERT INTO feature_flag_runs (requests, written, node, ran_on) VALUES (?, ?, ?, ?)";

  private final Database database;
  private final String node;

  /** Creates a ledger; the node's name is a different one after each start. */
  DatabaseUsageStore(Database database, String node) {
    this.database = database;
    this.node = node;
  }

  @Override
  public void add(UsageBatch batch) throws SQLException {
    add(batch, MAX_ATTEMPTS);
  }

  private void add(UsageBatch batch, int attempts) throws SQLException {
    try {
      database.transact(sql -> written(sql) < batch.number() && add(sql, batch));
    } catch (SQLException e) {
      // Another node has inserted the same row first; it exists now.
      if (attempts == 1 || !(SqlStates.isDuplicate(e) || SqlStates.isPassing(e))) {
        throw e;
      }
      add(batch, attempts - 1);
    }
  }

  /** Returns the number of the last batch that this node has written. */
  private long written(Sql sql) throws SQLException {
    return sql.number("SELECT max(written) FROM feature_flag_runs WHERE node = ?", node);
  }

  private boolean add(Sql sql, UsageBatch batch) throws SQLException {
    count(sql, batch.lines());
    Map<LocalDate, Long> days = new TreeMap<>(batch.days());
    days.putIfAbsent(batch.today(), 0L);
    for (Map.Entry<LocalDate, Long> day : days.entrySet()) {
      Object[] values = {day.getValue(), batch.number(), node, day.getKey()};
      if (sql.update(RUN, values) == 0) {
        sql.update(INSERT_RUN, values);
      }
    }
    return true;
  }

  /**
   * Writes the lines one after the other, in the same order on all nodes, so that they do not
   * deadlock.
   */
  private static void count(Sql sql, List<UsageLine> lines) throws SQLException {
    long room =
        lines.stream().anyMatch(line -> line.isNote(UsageLine.UNDEFINED))
            ? remainingCapacity(sql)
            : 0;
    for (UsageLine line : lines) {
      boolean fresh = sql.update(COUNT, values(line)) == 0;
      if (fresh && (!line.isNote(UsageLine.UNDEFINED) || room-- > 0)) {
        sql.update(INSERT, values(line));
      }
    }
  }

  private static long remainingCapacity(Sql sql) throws SQLException {
    return MAX_UNDEFINED - sql.number(COUNT_UNDEFINED, "", UsageLine.UNDEFINED);
  }

  private static Object[] values(UsageLine line) {
    return new Object[] {
      line.asked(), line.first(), line.last(), line.flag(), line.revision(), line.answer()
    };
  }

  @Override
  public Usage read() throws SQLException {
    return database.read(sql -> Usage.of(lines(sql), days(sql)));
  }

  private static List<UsageLine> lines(Sql sql) throws SQLException {
    return sql.query(
        "SELECT flag, revision, answer, asked, first_at, last_at FROM feature_flag_usage",
        row ->
            new UsageLine(
                row.getString(1),
                row.getString(2),
                row.getString(3),
                row.getLong(4),
                Sql.requiredTime(row, 5),
                Sql.requiredTime(row, 6)));
  }

  private static Map<LocalDate, Long> days(Sql sql) throws SQLException {
    Map<LocalDate, Long> days = new TreeMap<>();
    sql.query(
        "SELECT ran_on, sum(requests) FROM feature_flag_runs WHERE requests > 0 GROUP BY ran_on",
        row -> days.put(LocalDate.parse(row.getString(1)), row.getLong(2)));
    return days;
  }

  /**
   * Removes old usage. The age is measured by the runs: they have one row for each node and day,
   * which is not changed later.
   */
  @Override
  public void forget(LocalDate today) throws SQLException {
    database.transact(
        sql -> {
          Instant before = Expiry.before(sql, "feature_flag_runs", RAN_AT, RETENTION).orElse(null);
          return before == null ? 0 : forget(sql, before);
        });
  }

  private int forget(Sql sql, Instant before) throws SQLException {
    LocalDate day = LocalDate.ofInstant(before, ZoneOffset.UTC);
    return sql.update("DELETE FROM feature_flag_usage WHERE last_at < ?", before)
        + sql.update("DELETE FROM feature_flag_runs WHERE ran_on < ? AND node <> ?", day, node);
  }
}
