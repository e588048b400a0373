package dev.jackstaff.store;

import dev.jackstaff.model.Condition;
import dev.jackstaff.model.Flag;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Writes into the tables what nobody has asked for: the step that a schedule has reached, for
 * programs that read only the columns, and what was changed from outside, for the history. All
 * nodes see that there is something to do; the first to get the lock does it, and tells.
 */
final class Projector {
  private static final Logger LOG = System.getLogger(JdbcFlagStore.class.getName());

  /** A transaction holds up other writers, so a table with much to do is done in parts. */
  static final int PART = 200;

  private Projector() {}

  /** Rows that look as if there were something to do. */
  static List<Row> due(Definitions definitions, Instant now) {
    List<Row> due = new ArrayList<>();
    definitions
        .flags()
        .filter(taken -> taken.outside() != null || Taken.isStepDue(taken, now))
        .forEach(taken -> due.add(taken.row()));
    definitions
        .segments()
        .filter(taken -> taken.outside() != null)
        .forEach(taken -> due.add(taken.row()));
    return due.size() > PART ? due.subList(0, PART) : due;
  }

  /** Looks again under the lock, and writes. Returns what to say once it is committed. */
  static List<String> write(Transaction transaction, List<Row> due) throws SQLException {
    List<String> said = new ArrayList<>();
    for (Row row : due) {
      Row current = transaction.locked(row.kind(), row.name());
      if (current != null && row.kind() == Kind.FLAG) {
        flag(transaction, current, said);
      } else if (current != null) {
        segment(transaction, current);
      }
    }
    transaction.recordDeletions(new Change(HistoryEntry.OUTSIDE, "deleted from the table"));
    return said;
  }

  private static void flag(Transaction transaction, Row row, List<String> said)
      throws SQLException {
    Taken<Flag> taken = Taken.flag(row);
    Flag flag = taken.value();
    if (flag != null && taken.outside() != null) {
      transaction.save(flag, row, new Change(HistoryEntry.OUTSIDE, taken.outside()));
    } else if (flag != null && Taken.isStepDue(taken, transaction.now())) {
      step(transaction, flag, row, said);
    }
  }

  private static void step(Transaction transaction, Flag flag, Row row, List<String> said)
      throws SQLException {
    double before = Objects.requireNonNullElse(row.columns().percentage(), 0.0);
    double after = Objects.requireNonNull(flag.schedule()).percentage(transaction.now());
    String steps = before + "% → " + after + "%";
    transaction.save(flag, row, new Change(HistoryEntry.SCHEDULE, steps));
    said.add("Auto-rollout " + flag.name() + ": " + steps);
  }

  private static void segment(Transaction transaction, Row row) throws SQLException {
    Taken<Condition> taken = Taken.segment(row);
    Condition condition = taken.value();
    if (condition != null && taken.outside() != null) {
      Change change = new Change(HistoryEntry.OUTSIDE, taken.outside());
      transaction.save(row.name(), condition, row, change);
    }
  }

  static void say(List<String> lines) {
    lines.forEach(line -> LOG.log(Level.INFO, line));
  }
}
