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
import java.util.function.Predicate;

/**
 * Writes changes into the tables that no user has requested: the step that a schedule has reached,
 * for programs that read only the columns, and changes from outside, for the history. All nodes see
 * that there is something to do; the first one to get the lock does it, and logs it.
 */
final class ColumnSync {
  private static final Logger LOG = System.getLogger(JdbcFlagStore.class.getName());

  /**
   * The maximum number of rows per transaction, which delays other writers; a table with much to do
   * is processed in parts.
   */
  static final int PART = 200;

  private ColumnSync() {}

  /** Returns rows that seem to need work, at most one part of them. */
  static List<TableRow> due(ParsedTables definitions, Instant now, Predicate<TableRow> wanted) {
    List<TableRow> due = new ArrayList<>();
    definitions
        .flags()
        .filter(taken -> taken.outside() != null || ParsedRow.isStepDue(taken, now))
        .map(ParsedRow::row)
        .filter(wanted)
        .limit(PART)
        .forEach(due::add);
    definitions
        .segments()
        .filter(taken -> taken.outside() != null)
        .map(ParsedRow::row)
        .filter(wanted)
        .limit(PART - due.size())
        .forEach(due::add);
    return due;
  }

  /**
   * Checks the rows again under the lock, and writes. Returns the lines to log after the commit.
   */
  static List<String> write(Transaction transaction, List<TableRow> due) throws SQLException {
    List<String> said = new ArrayList<>();
    for (TableRow row : due) {
      // A row that was changed meanwhile is found again by the next poll.
      if (row.equals(transaction.locked(row.kind(), row.name()))) {
        if (row.kind() == DefinitionKind.FLAG) {
          flag(transaction, row, said);
        } else {
          segment(transaction, row);
        }
      }
    }
    return said;
  }

  /** Notes the rows that were deleted from outside. */
  static int deletions(Transaction transaction) throws SQLException {
    int count = 0;
    for (DefinitionKind kind : DefinitionKind.values()) {
      for (String name : transaction.history().gone(kind)) {
        deletion(transaction, kind, name);
        count++;
      }
    }
    return count;
  }

  private static void deletion(Transaction transaction, DefinitionKind kind, String name)
      throws SQLException {
    Change change = new Change(HistoryEntry.OUTSIDE, "deleted from the table");
    transaction.recordDeletion(kind, name, change);
  }

  /**
   * Notes a deletion before a row that no store has written, if the history still has its name: the
   * earlier row was deleted in between.
   */
  private static void found(Transaction transaction, TableRow row) throws SQLException {
    if (row.projected() == null && transaction.history().isRecorded(row.kind(), row.name())) {
      deletion(transaction, row.kind(), row.name());
    }
  }

  private static void flag(Transaction transaction, TableRow row, List<String> said)
      throws SQLException {
    ParsedRow<Flag> taken = transaction.prepared().flag(row);
    Flag flag = taken.value();
    if (flag != null && taken.outside() != null) {
      found(transaction, row);
      Change change = new Change(HistoryEntry.OUTSIDE, taken.outside());
      Rendered<Flag> asFound = transaction.prepared().found(taken);
      if (asFound == null) {
        transaction.save(flag, row, change);
      } else {
        transaction.adopt(asFound, row, change);
      }
    } else if (flag != null && ParsedRow.isStepDue(taken, transaction.now())) {
      step(transaction, flag, row, said);
    }
  }

  private static void step(Transaction transaction, Flag flag, TableRow row, List<String> said)
      throws SQLException {
    double before = Objects.requireNonNullElse(row.columns().percentage(), 0.0);
    double after = Objects.requireNonNull(flag.schedule()).percentage(transaction.now());
    String steps = before + "% → " + after + "%";
    transaction.save(flag, row, new Change(HistoryEntry.SCHEDULE, steps));
    said.add("Auto-rollout " + flag.name() + ": " + steps);
  }

  private static void segment(Transaction transaction, TableRow row) throws SQLException {
    ParsedRow<Condition> taken = transaction.prepared().segment(row);
    Condition condition = taken.value();
    if (condition != null && taken.outside() != null) {
      found(transaction, row);
      Change change = new Change(HistoryEntry.OUTSIDE, taken.outside());
      transaction.adoptSegment(transaction.prepared().foundSegment(taken), row, change);
    }
  }

  static void log(List<String> lines) {
    lines.forEach(line -> LOG.log(Level.INFO, line));
  }
}
