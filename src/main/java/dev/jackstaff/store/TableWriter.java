package dev.jackstaff.store;

import dev.jackstaff.model.Condition;
import dev.jackstaff.model.Flag;
import dev.jackstaff.model.FlagSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The operations of writers, each in a transaction that holds the lock. They compare the revision,
 * validate the whole set, and write nothing if nothing changes. Thread-safe.
 */
final class TableWriter {
  private final TableSnapshot snapshot;

  TableWriter(TableSnapshot snapshot) {
    this.snapshot = snapshot;
  }

  /**
   * Returns the flag of a row with its revision. For a row that cannot be taken, returns the flag
   * that is in force instead.
   */
  @Nullable Versioned<Flag> flag(@Nullable TableRow row) {
    if (row == null) {
      return null;
    }
    return flag(row.name(), ParsedRow.flag(row));
  }

  private @Nullable Versioned<Flag> flag(String name, @Nullable ParsedRow<Flag> taken) {
    if (taken == null) {
      return null;
    }
    Flag flag = taken.value() == null ? inForce(name) : taken.value();
    return flag == null ? null : new Versioned<>(flag, taken.token());
  }

  private static @Nullable ParsedRow<Flag> taken(Transaction writing, @Nullable TableRow row)
      throws SQLException {
    return row == null ? null : writing.prepared().flag(row);
  }

  private @Nullable Flag inForce(String name) {
    return snapshot.flags().find(name).orElse(null);
  }

  @Nullable Versioned<Condition> segment(@Nullable TableRow row) {
    if (row == null) {
      return null;
    }
    return segment(row.name(), ParsedRow.segment(row));
  }

  private @Nullable Versioned<Condition> segment(
      String name, @Nullable ParsedRow<Condition> taken) {
    if (taken == null) {
      return null;
    }
    Condition condition =
        taken.value() == null ? snapshot.flags().segments().get(name) : taken.value();
    return condition == null ? null : new Versioned<>(condition, taken.token());
  }

  private static @Nullable ParsedRow<Condition> takenSegment(
      Transaction writing, @Nullable TableRow row) throws SQLException {
    return row == null ? null : writing.prepared().segment(row);
  }

  String put(Transaction writing, Flag flag, @Nullable String expected, Change change)
      throws SQLException {
    TableRow row = writing.locked(DefinitionKind.FLAG, flag.name());
    FlagEdits.expect(flag.name(), expected, flag(flag.name(), taken(writing, row)));
    return put(writing, row, flag, change);
  }

  /** Writes a flag, whatever is stored now. */
  String put(Transaction writing, Flag flag, Change change) throws SQLException {
    return put(writing, writing.locked(DefinitionKind.FLAG, flag.name()), flag, change);
  }

  private String put(Transaction writing, @Nullable TableRow row, Flag flag, Change change)
      throws SQLException {
    ParsedRow<Flag> before = taken(writing, row);
    if (before != null && flag.equals(before.value())) {
      return before.token();
    }
    // If the references do not change, the set stays as valid or invalid as it was.
    if (before == null
        || before.value() == null
        || !FlagEdits.haveSameReferences(flag, before.value())) {
      snapshot.taken(writing).with(flag);
    }
    return writing.save(flag, row, change);
  }

  /**
   * Edits a flag without changing its references, so that an invalid set is no reason to refuse it.
   */
  String edit(Transaction writing, String name, Change change, UnaryOperator<Flag> edit)
      throws SQLException {
    return edit(writing, name, change, edit, null);
  }

  /**
   * Edits a flag in the same way, even if its row is gone and it is in force only because others
   * refer to it.
   */
  String act(Transaction writing, String name, Change change, UnaryOperator<Flag> edit)
      throws SQLException {
    return edit(writing, name, change, edit, inForce(name));
  }

  private String edit(
      Transaction writing,
      String name,
      Change change,
      UnaryOperator<Flag> edit,
      @Nullable Flag otherwise)
      throws SQLException {
    TableRow row = writing.locked(DefinitionKind.FLAG, name);
    ParsedRow<Flag> taken = taken(writing, row);
    Versioned<Flag> current = flag(name, taken);
    Flag flag = current == null ? otherwise : current.value();
    if (flag == null) {
      throw FlagEdits.missing(name);
    }
    Flag edited = writing.prepared().edited(flag, edit);
    return taken != null && edited.equals(taken.value())
        ? taken.token()
        : writing.save(edited, row, change);
  }

  /** Removes a flag; returns true if there was one. */
  boolean remove(Transaction writing, String name, String expected, boolean force, Change change)
      throws SQLException {
    FlagSet before = snapshot.taken(writing);
    TableRow row = writing.locked(DefinitionKind.FLAG, name);
    FlagEdits.expect(name, expected, flag(name, taken(writing, row)));
    FlagSet after = force ? FlagEdits.withoutRequirements(before, name) : before;
    after.without(name);
    for (Flag flag : after.flags()) {
      if (!flag.equals(before.find(flag.name()).orElse(null))) {
        writing.save(flag, writing.locked(DefinitionKind.FLAG, flag.name()), change);
      }
    }
    return deleted(writing, DefinitionKind.FLAG, row, change);
  }

  private static boolean deleted(
      Transaction writing, DefinitionKind kind, @Nullable TableRow row, Change change)
      throws SQLException {
    if (row != null) {
      writing.delete(kind, row, change);
    }
    return row != null;
  }

  String putSegment(
      Transaction writing,
      String name,
      Condition condition,
      @Nullable String expected,
      Change change)
      throws SQLException {
    TableRow row = writing.locked(DefinitionKind.SEGMENT, name);
    FlagEdits.expect(name, expected, segment(name, takenSegment(writing, row)));
    return putSegment(writing, row, name, condition, change);
  }

  /** Writes a segment, whatever is stored now. */
  String putSegment(Transaction writing, String name, Condition condition, Change change)
      throws SQLException {
    return putSegment(
        writing, writing.locked(DefinitionKind.SEGMENT, name), name, condition, change);
  }

  private String putSegment(
      Transaction writing, @Nullable TableRow row, String name, Condition condition, Change change)
      throws SQLException {
    ParsedRow<Condition> before = takenSegment(writing, row);
    if (before != null && condition.equals(before.value())) {
      return before.token();
    }
    snapshot.taken(writing).withSegment(name, condition);
    return writing.save(name, condition, row, change);
  }

  /** Removes a segment; returns true if there was one. */
  boolean removeSegment(Transaction writing, String name, String expected, Change change)
      throws SQLException {
    TableRow row = writing.locked(DefinitionKind.SEGMENT, name);
    FlagEdits.expect(name, expected, segment(name, takenSegment(writing, row)));
    snapshot.taken(writing).withoutSegment(name);
    return deleted(writing, DefinitionKind.SEGMENT, row, change);
  }

  /** Writes the definitions in which two sets differ; returns true if there are any. */
  boolean replace(Transaction writing, SetDifference difference, Change change)
      throws SQLException {
    FlagSet current = snapshot.taken(writing);
    CurrentRows rows = new CurrentRows(writing, difference);
    difference.expect(rows::flag, rows::segment);
    difference.over(current);
    for (Map.Entry<String, Condition> segment : difference.segments().entrySet()) {
      writing.save(
          segment.getKey(), segment.getValue(), rows.segments.get(segment.getKey()), change);
    }
    for (Flag flag : difference.flags()) {
      writing.save(FlagEdits.withoutPlan(flag), rows.flags.get(flag.name()), change);
    }
    for (String name : difference.removedFlags()) {
      deleted(writing, DefinitionKind.FLAG, rows.flags.get(name), change);
    }
    for (String name : difference.removedSegments()) {
      deleted(writing, DefinitionKind.SEGMENT, rows.segments.get(name), change);
    }
    return !difference.flagNames().isEmpty() || !difference.segmentNames().isEmpty();
  }

  /** The rows that a difference is about to write, as they are under the lock. */
  private final class CurrentRows {
    private final Map<String, TableRow> flags = new HashMap<>();
    private final Map<String, TableRow> segments = new HashMap<>();
    private final Map<String, @Nullable Versioned<Flag>> taken = new HashMap<>();
    private final Map<String, @Nullable Versioned<Condition>> takenSegments = new HashMap<>();

    CurrentRows(Transaction writing, SetDifference difference) throws SQLException {
      writing.readRows();
      for (String name : difference.flagNames()) {
        TableRow row = writing.locked(DefinitionKind.FLAG, name);
        if (row != null) {
          flags.put(name, row);
          taken.put(name, TableWriter.this.flag(name, TableWriter.taken(writing, row)));
        }
      }
      for (String name : difference.segmentNames()) {
        TableRow row = writing.locked(DefinitionKind.SEGMENT, name);
        if (row != null) {
          segments.put(name, row);
          takenSegments.put(name, TableWriter.this.segment(name, takenSegment(writing, row)));
        }
      }
    }

    @Nullable Versioned<Flag> flag(String name) {
      return taken.get(name);
    }

    @Nullable Versioned<Condition> segment(String name) {
      return takenSegments.get(name);
    }
  }

  /** Fills an empty table; returns false if another node did so first. */
  boolean fill(Transaction writing, FlagSet initial) throws SQLException {
    Change change = new Change(HistoryEntry.INITIAL, "the table was empty");
    if (!writing.rows().isEmpty()) {
      return false;
    }
    for (Map.Entry<String, Condition> segment : initial.segments().entrySet()) {
      writing.save(segment.getKey(), segment.getValue(), null, change);
    }
    for (Flag flag : initial.flags()) {
      writing.save(FlagEdits.withoutPlan(flag), null, change);
    }
    return true;
  }
}
