package dev.jackstaff.store;

import dev.jackstaff.internal.json.FlagColumns;
import dev.jackstaff.internal.json.FlagJson;
import dev.jackstaff.model.Condition;
import dev.jackstaff.model.Flag;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A definition as it is to be written, with its row and its entry in the history.
 *
 * @param value the definition
 * @param over the row that it is written over, or null for a new one
 * @param columns the columns
 * @param texts those of the columns that the server need not send back
 * @param projected the state of the columns that a store remembers
 * @param definition the text of the history
 * @param sent the parsed row, if every column holds the value that it is given
 * @param <T> the type of the definition
 */
record Rendered<T>(
    T value,
    @Nullable ParsedRow<T> over,
    FlagColumns columns,
    KnownTexts texts,
    ColumnMirror projected,
    String definition,
    ParsedRow<T> sent) {

  static Rendered<Flag> flag(Flag flag, @Nullable ParsedRow<Flag> over, Instant now) {
    FlagColumns columns = StoredColumns.keeping(ColumnMirror.columns(flag, now), flag, over);
    ColumnMirror projected = ColumnMirror.of(flag, columns, now);
    TableRow row = new TableRow(DefinitionKind.FLAG, flag.name(), columns, 0, projected.text());
    return new Rendered<>(
        flag,
        over,
        columns,
        KnownTexts.of(row),
        projected,
        FlagJson.writeFlag(flag),
        ParsedRow.flag(row));
  }

  static Rendered<Condition> segment(
      String name, Condition condition, @Nullable ParsedRow<Condition> over, Instant now) {
    String definition = FlagJson.writeCondition(condition);
    FlagColumns columns = new FlagColumns(false, null, null, null, definition);
    ColumnMirror projected = ColumnMirror.of(condition, now);
    TableRow row = new TableRow(DefinitionKind.SEGMENT, name, columns, 0, projected.text());
    return new Rendered<>(
        condition,
        over,
        columns,
        KnownTexts.of(row),
        projected,
        definition,
        ParsedRow.segment(row));
  }

  /** Returns a flag as it was written from outside, or null if other columns have to be written. */
  static @Nullable Rendered<Flag> found(ParsedRow<Flag> over, Instant now) {
    TableRow row = over.row();
    Flag flag = Objects.requireNonNull(over.value());
    ColumnMirror asFound = ColumnMirror.asFound(row, flag, now);
    if (!StoredColumns.suffice(row, flag, asFound)) {
      return null;
    }
    TableRow after =
        new TableRow(DefinitionKind.FLAG, row.name(), row.columns(), 0, asFound.text());
    return new Rendered<>(
        flag,
        over,
        row.columns(),
        KnownTexts.of(after),
        asFound,
        FlagJson.writeFlag(flag),
        ParsedRow.flag(after));
  }

  /** Returns a segment as it was written from outside. */
  static Rendered<Condition> foundSegment(ParsedRow<Condition> over, Instant now) {
    TableRow row = over.row();
    Condition condition = Objects.requireNonNull(over.value());
    ColumnMirror asFound = ColumnMirror.of(condition, now);
    TableRow after =
        new TableRow(DefinitionKind.SEGMENT, row.name(), row.columns(), 0, asFound.text());
    return new Rendered<>(
        condition,
        over,
        row.columns(),
        KnownTexts.of(after),
        asFound,
        FlagJson.writeCondition(condition),
        ParsedRow.segment(after));
  }

  /** Returns the token of the row once it is stored. */
  String token(TableRow stored) {
    return ParsedRow.token(stored.revision(), projected.content());
  }

  /** Returns the parsed stored row, or null if a column holds another value than it was given. */
  @Nullable ParsedRow<T> asSent(TableRow stored) {
    boolean same =
        stored.columns().equals(columns)
            && Objects.equals(stored.projected(), sent.row().projected());
    return same ? sent.at(stored, token(stored)) : null;
  }
}
