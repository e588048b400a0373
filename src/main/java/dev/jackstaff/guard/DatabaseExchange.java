package dev.jackstaff.guard;

import dev.jackstaff.guard.Observations.Hit;
import dev.jackstaff.internal.jdbc.Database;
import dev.jackstaff.internal.jdbc.Expiry;
import dev.jackstaff.internal.jdbc.Sql;
import dev.jackstaff.internal.jdbc.SqlStates;
import dev.jackstaff.model.Flag;
import dev.jackstaff.store.FlagHistory;
import dev.jackstaff.store.HistoryEntry;
import java.nio.ByteBuffer;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Merges the observations of all nodes in two tables: one has a row per test with the sketches of
 * its units, the other has a row per unit that was hit, of which the first one counts. An exchange
 * locks the row of the test, so the hits have one order, and every node judges a prefix of the same
 * list.
 */
final class DatabaseExchange implements EvidenceExchange {
  private static final Duration RETENTION = Duration.ofDays(30);
  private static final int SIGNALS = Signal.values().length;

  private final Database database;
  private final FlagHistory history;

  DatabaseExchange(Database database, FlagHistory history) {
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
  public Merged exchange(Test test, Observations mine) throws SQLException {
    if (test.isNew()) {
      make(test);
    }
    return database.transact(sql -> new Round(sql, test).with(mine));
  }

  private void make(Test test) throws SQLException {
    try {
      database.transact(
          sql -> {
            tidy(sql, test);
            return make(sql, test);
          });
    } catch (SQLException e) {
      // Another node created it first.
      if (!SqlStates.isDuplicate(e)) {
        throw e;
      }
    }
  }

  /**
   * Removes the old tests of the same flag, since no other test is known to be over; the current
   * test is kept, however quiet it is. Age is measured against the history, since every test begins
   * with an entry of it.
   */
  private static void tidy(Sql sql, Test test) throws SQLException {
    Instant old = Expiry.before(sql, "feature_flag_history", "at", RETENTION).orElse(null);
    if (old == null) {
      return;
    }
    for (String table : List.of("feature_flag_hits", "feature_flag_trials")) {
      sql.update(
          "DELETE FROM "
              + table
              + " WHERE flag = ? AND trial <> ? AND trial IN (SELECT trial FROM"
              + " feature_flag_trials WHERE flag = ? AND updated_at < ?)",
          test.flag(),
          test.key(),
          test.flag(),
          old);
    }
  }

  private static int make(Sql sql, Test test) throws SQLException {
    return sql.update(
        "INSERT INTO feature_flag_trials (flag, trial, hits, version, updated_at)"
            + " SELECT ?, ?, 0, 0, CURRENT_TIMESTAMP WHERE NOT EXISTS"
            + " (SELECT 1 FROM feature_flag_trials WHERE flag = ? AND trial = ?)",
        test.flag(),
        test.key(),
        test.flag(),
        test.key());
  }

  @Override
  public boolean claim(Test test, String verdict) throws SQLException {
    return database.transact(
        sql ->
            sql.update(
                    "UPDATE feature_flag_trials SET verdict = ?, updated_at = CURRENT_TIMESTAMP"
                        + " WHERE flag = ? AND trial = ? AND verdict IS NULL",
                    verdict,
                    test.flag(),
                    test.key())
                > 0);
  }

  /** One exchange, in its transaction. */
  private static final class Round {
    private final Sql sql;
    private final Test test;

    Round(Sql sql, Test test) {
      this.sql = sql;
      this.test = test;
    }

    /** The locked row of a test. */
    private static final class TestRow {
      final long hits;
      final long version;
      final byte @Nullable [] crowds;
      final boolean said;

      TestRow(ResultSet row) throws SQLException {
        hits = row.getLong(1);
        version = row.getLong(2);
        crowds = row.getBytes(3);
        said = row.getString(4) != null;
      }
    }

    Merged with(Observations mine) throws SQLException {
      TestRow row =
          sql.first(
              "SELECT hits, version, crowds, verdict FROM feature_flag_trials"
                  + " WHERE flag = ? AND trial = ? FOR UPDATE",
              TestRow::new,
              test.flag(),
              test.key());
      if (row == null || row.hits < test.seen()) {
        throw new Lost(test);
      }
      long before = row.hits;
      long after = insert(mine.hits(), before);
      ExposedUnits[] crowds = merge(mine, row.crowds, row.version, after > before);
      if (after > before) {
        sql.update(
            "UPDATE feature_flag_trials SET hits = ? WHERE flag = ? AND trial = ?",
            after,
            test.flag(),
            test.key());
      }
      return new Merged(hits(), after, List.of(crowds), row.said);
    }

    /**
     * Inserts hits and returns the number of the last one; a unit that already has a hit of the
     * same signal is skipped.
     */
    private long insert(List<Hit> hits, long before) throws SQLException {
      long last = before;
      for (Hit hit : hits) {
        if (last < (long) SIGNALS * Observations.MAX_UNITS) {
          last +=
              sql.update(
                  "INSERT INTO feature_flag_hits (flag, trial, signal, unit, n, stratum, is_on)"
                      + " SELECT ?, ?, ?, ?, ?, ?, ? WHERE NOT EXISTS (SELECT 1 FROM"
                      + " feature_flag_hits WHERE flag = ? AND trial = ? AND signal = ?"
                      + " AND unit = ?)",
                  test.flag(),
                  test.key(),
                  hit.signal().name(),
                  hit.unit(),
                  last + 1,
                  hit.stratum(),
                  hit.on(),
                  test.flag(),
                  test.key(),
                  hit.signal().name(),
                  hit.unit());
        }
      }
      return last;
    }

    private List<Hit> hits() throws SQLException {
      return sql.query(
          "SELECT signal, stratum, is_on, unit FROM feature_flag_hits"
              + " WHERE flag = ? AND trial = ? AND n > ? ORDER BY n",
          row ->
              new Hit(
                  Signal.valueOf(row.getString(1)),
                  row.getInt(2),
                  row.getBoolean(3),
                  row.getLong(4)),
          test.flag(),
          test.key(),
          test.seen());
    }

    private ExposedUnits[] merge(
        Observations mine, byte @Nullable [] before, long version, boolean touched)
        throws SQLException {
      ExposedUnits[] crowds = read(before, mine.strata().length);
      for (int i = 0; i < crowds.length; i++) {
        crowds[i].merge(mine.strata()[i].crowd());
      }
      byte[] after = write(crowds);
      if (!Arrays.equals(before, after) || touched) {
        sql.update(
            "UPDATE feature_flag_trials SET crowds = ?, version = ?,"
                + " updated_at = CURRENT_TIMESTAMP WHERE flag = ? AND trial = ?",
            after,
            version + 1,
            test.flag(),
            test.key());
      }
      return crowds;
    }

    private static ExposedUnits[] read(byte @Nullable [] bytes, int size) {
      ExposedUnits[] crowds = new ExposedUnits[size];
      ByteBuffer buffer = bytes == null ? null : ByteBuffer.wrap(bytes);
      for (int i = 0; i < size; i++) {
        crowds[i] = buffer == null ? new ExposedUnits() : ExposedUnits.read(buffer);
      }
      return crowds;
    }

    private static byte[] write(ExposedUnits[] crowds) {
      ByteBuffer buffer =
          ByteBuffer.allocate(Arrays.stream(crowds).mapToInt(ExposedUnits::bytes).sum());
      for (ExposedUnits crowd : crowds) {
        crowd.write(buffer);
      }
      return buffer.array();
    }
  }
}
