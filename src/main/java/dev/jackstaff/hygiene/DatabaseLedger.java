package dev.jackstaff.hygiene;

import dev.jackstaff.internal.jdbc.Expiry;
import dev.jackstaff.store.SharedDatabase;
import dev.jackstaff.store.SharedDatabase.Statements;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * All nodes count into the same rows, in one table. A second table has one row for each run of a
 * node and day, with the number of the last batch that this run has written: it is raised in the
 * transaction that counts, so a batch whose commit was not heard of, and is written again, counts
 * once.
 */
final class DatabaseLedger implements Ledger {
  /** Another node was the first to count the same, and its row is there now. */
  private static final String DUPLICATE = "23505";

  private static final int TRIES = 10;
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

  private final SharedDatabase database;
  private final String node;

  /** The node is another one after each start. */
  DatabaseLedger(SharedDatabase database, String node) {
    this.database = database;
    this.node = node;
  }

  @Override
  public void add(Batch batch) throws SQLException {
    add(batch, TRIES);
  }

  private void add(Batch batch, int tries) throws SQLException {
    try {
      database.transact(
          statements -> written(statements) < batch.number() && add(statements, batch));
    } catch (SQLException e) {
      if (tries == 1 || !DUPLICATE.equals(e.getSQLState())) {
        throw e;
      }
      add(batch, tries - 1);
    }
  }

  /** The number of the last batch that this node has written. */
  private long written(Statements statements) throws SQLException {
    return number(statements, "SELECT max(written) FROM feature_flag_runs WHERE node = ?", node);
  }

  private boolean add(Statements statements, Batch batch) throws SQLException {
    count(statements, batch.lines());
    Map<LocalDate, Long> days = new TreeMap<>(batch.days());
    days.putIfAbsent(batch.today(), 0L);
    for (Map.Entry<LocalDate, Long> day : days.entrySet()) {
      Object[] values = {day.getValue(), batch.number(), node, day.getKey()};
      if (update(statements, RUN, values) == 0) {
        update(statements, INSERT_RUN, values);
      }
    }
    return true;
  }

  /** One after the other, all nodes in the same order, so that none waits in a circle. */
  private static void count(Statements statements, List<Line> lines) throws SQLException {
    long room = lines.stream().anyMatch(line -> line.isNote(Line.UNDEFINED)) ? room(statements) : 0;
    try (PreparedStatement count = statements.prepare(COUNT);
        PreparedStatement insert = statements.prepare(INSERT)) {
      for (Line line : lines) {
        boolean fresh = update(count, values(line)) == 0;
        if (fresh && (!line.isNote(Line.UNDEFINED) || room-- > 0)) {
          update(insert, values(line));
        }
      }
    }
  }

  private static long room(Statements statements) throws SQLException {
    return MOST_UNDEFINED - number(statements, COUNT_UNDEFINED, "", Line.UNDEFINED);
  }

  private static Object[] values(Line line) {
    return new Object[] {
      line.asked(),
      moment(line.first()),
      moment(line.last()),
      line.flag(),
      line.revision(),
      line.answer()
    };
  }

  private static OffsetDateTime moment(Instant at) {
    return at.atOffset(ZoneOffset.UTC);
  }

  @Override
  public Usage read() throws SQLException {
    return database.transact(statements -> Usage.of(lines(statements), days(statements)));
  }

  private static List<Line> lines(Statements statements) throws SQLException {
    List<Line> lines = new ArrayList<>();
    try (PreparedStatement select =
            statements.prepare(
                "SELECT flag, revision, answer, asked, first_at, last_at FROM feature_flag_usage");
        ResultSet rows = select.executeQuery()) {
      while (rows.next()) {
        Instant first = rows.getObject(5, OffsetDateTime.class).toInstant();
        Instant last = rows.getObject(6, OffsetDateTime.class).toInstant();
        lines.add(
            new Line(
                rows.getString(1),
                rows.getString(2),
                rows.getString(3),
                rows.getLong(4),
                first,
                last));
      }
    }
    return lines;
  }

  private static Map<LocalDate, Long> days(Statements statements) throws SQLException {
    Map<LocalDate, Long> days = new TreeMap<>();
    try (PreparedStatement select =
            statements.prepare(
                "SELECT ran_on, sum(requests) FROM feature_flag_runs WHERE requests > 0"
                    + " GROUP BY ran_on");
        ResultSet rows = select.executeQuery()) {
      while (rows.next()) {
        days.put(rows.getObject(1, LocalDate.class), rows.getLong(2));
      }
    }
    return days;
  }

  /** The runs bear the time out: one row for each node and day, which is not touched later. */
  @Override
  public void forget(LocalDate today) throws SQLException {
    database.transact(
        statements -> {
          Instant before =
              Expiry.before(statements::prepare, "feature_flag_runs", RAN_AT, RETENTION)
                  .orElse(null);
          return before == null ? 0 : forget(statements, before);
        });
  }

  private int forget(Statements statements, Instant before) throws SQLException {
    LocalDate day = LocalDate.ofInstant(before, ZoneOffset.UTC);
    return update(statements, "DELETE FROM feature_flag_usage WHERE last_at < ?", moment(before))
        + update(
            statements, "DELETE FROM feature_flag_runs WHERE ran_on < ? AND node <> ?", day, node);
  }

  private static int update(Statements statements, String sql, Object... values)
      throws SQLException {
    try (PreparedStatement statement = statements.prepare(sql)) {
      return update(statement, values);
    }
  }

  private static int update(PreparedStatement statement, Object... values) throws SQLException {
    fill(statement, values);
    return statement.executeUpdate();
  }

  /** The one number that a query gives; 0 for null. */
  private static long number(Statements statements, String sql, Object... values)
      throws SQLException {
    try (PreparedStatement select = statements.prepare(sql)) {
      fill(select, values);
      try (ResultSet row = select.executeQuery()) {
        row.next();
        return row.getLong(1);
      }
    }
  }

  private static void fill(PreparedStatement statement, Object... values) throws SQLException {
    for (int i = 0; i < values.length; i++) {
      statement.setObject(i + 1, values[i]);
    }
  }
}
