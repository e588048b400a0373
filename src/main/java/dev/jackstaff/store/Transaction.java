package dev.jackstaff.store;

import dev.jackstaff.internal.jdbc.Sql;
import dev.jackstaff.internal.jdbc.SqlStates;
import dev.jackstaff.internal.json.FlagColumns;
import dev.jackstaff.model.Condition;
import dev.jackstaff.model.Flag;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The statements on one connection: reads, and writes with their history. A writer first locks the
 * version, so writers of one database take turns. A write of one row takes five round trips, and
 * one more if this node has not read the previous write.
 */
final class Transaction {
  private static final String NO_VERSION =
      "the table with the version is empty; the schema fills it";

  /** The longest time that the server may take for all rows, which are sent while it reads them. */
  private static final Duration READ_TIMEOUT = Duration.ofSeconds(30);

  private static final String VERSION = "SELECT version, changed_at FROM feature_flags_version";

  /** Reads only one row, but fails if a table or one of its columns is missing. */
  private static final String PROBED_VERSION =
      "SELECT version, changed_at, (SELECT count(*) FROM (SELECT name, enabled, rollout_percentage, allowed_users, metadata,"
          + " definition, revision, projected FROM feature_flags LIMIT 1) f),"
          + " (SELECT count(*) FROM (SELECT name, definition, revision, projected"
          + " FROM feature_flag_segments LIMIT 1) s) FROM feature_flags_version";

  /** The next revision. A name that was removed and is added again continues its count. */
  private static final String NEXT =
      "1 + GREATEST(CAST(? AS bigint), COALESCE((SELECT max(h.revision) FROM feature_flag_history h"
          + " WHERE h.kind = ? AND h.name = ?), 0))";

  private static final String INSERT_FLAG =
      "INSERT INTO feature_flags (enabled, rollout_percentage, allowed_users, metadata,"
          + " definition, revision, projected, updated_at, updated_by, name)"
          + " VALUES (?, ?, :json, :json, :json, "
          + NEXT
          + ", ?, ?, ?, ?)";
  private static final String UPDATE_FLAG =
      "UPDATE feature_flags SET enabled = ?, rollout_percentage = ?,"
          + " allowed_users = :json, metadata = :json, definition = :json, revision = "
          + NEXT
          + ", projected = ?, updated_at = ?, updated_by = ? WHERE name = ?";
  private static final String INSERT_SEGMENT =
      "INSERT INTO feature_flag_segments (definition, revision, projected, updated_at,"
          + " updated_by, name) VALUES (:json, "
          + NEXT
          + ", ?, ?, ?, ?)";
  private static final String UPDATE_SEGMENT =
      "UPDATE feature_flag_segments SET definition = :json, revision = "
          + NEXT
          + ", projected = ?, updated_at = ?, updated_by = ? WHERE name = ?";
  private final Sql sql;
  private final HistoryTable history;
  private final Prepared prepared;

  /** The state of this node when this transaction began. */
  private final Object seen;

  /** The rows that were written, by name; empty for those that were removed. */
  private final Map<String, Optional<ParsedRow<Flag>>> flags = new LinkedHashMap<>();

  private final Map<String, Optional<ParsedRow<Condition>>> segments = new LinkedHashMap<>();

  /** The version when this transaction got the lock, or null if it does not have it. */
  private @Nullable String before;

  /** The version after the last write, if it is known. */
  private @Nullable String after;

  /** All rows under the lock, if they were read. */
  private @Nullable Map<String, TableRow> known;

  private @Nullable ParsedTables base;

  /** Set for an act of safety, which is written even if its history is refused. */
  private boolean historyIsOptional;

  private @Nullable String refused;

  Transaction(Sql sql, Retention retention, Prepared prepared, Object seen) {
    this.seen = seen;
    this.sql = sql;
    this.prepared = prepared;
    this.history = new HistoryTable(sql, retention, prepared.now());
  }

  Instant now() {
    return prepared.now();
  }

  /** Returns the preparations made before this transaction had the lock. */
  Prepared prepared() {
    return prepared;
  }

  Sql sql() {
    return sql;
  }

  HistoryTable history() {
    return history;
  }

  /**
   * Returns the version, which changes with every change. Fails while a restore is in progress, and
   * if a table or a column is missing.
   */
  String version() throws SQLException {
    String version = sql.first(PROBED_VERSION, Transaction::version);
    if (version == null) {
      throw new SQLException(NO_VERSION);
    }
    return version;
  }

  /** Reads a version; the same text whatever the time zone of the connection. */
  static String version(ResultSet row) throws SQLException {
    return row.getLong(1) + "@" + Sql.time(row, 2);
  }

  /** Returns a hash of all rows, or null if the database needs or has none. */
  @Nullable String checksum() throws SQLException {
    String checksum = raisesVersion() ? TableRow.checksum(sql.dialect()) : null;
    if (checksum == null) {
      return null;
    }
    sql.allow(READ_TIMEOUT);
    return sql.first(checksum, row -> row.getString(1) + ";" + row.getString(2));
  }

  List<TableRow> rows() throws SQLException {
    sql.allow(READ_TIMEOUT);
    List<TableRow> rows =
        sql.query(TableRow.FLAGS + " UNION ALL " + TableRow.SEGMENTS, TableRow::read);
    if (before != null) {
      Map<String, TableRow> all = new HashMap<>();
      rows.forEach(row -> all.put(key(row.kind(), row.name()), row));
      known = all;
    }
    return rows;
  }

  /** Reads all rows under the lock by one query, unless that was done before. */
  void readRows() throws SQLException {
    if (known == null) {
      rows();
    }
  }

  private static String key(DefinitionKind kind, String name) {
    return kind.text() + "." + name;
  }

  /** Waits for the other writers; fails while a restore is in progress. */
  void lock() throws SQLException {
    if (!isLocked(" FOR UPDATE")) {
      throw new SQLException(NO_VERSION);
    }
  }

  /** Takes the lock without waiting; returns false if another writer holds it. */
  boolean tryLock() throws SQLException {
    return isLocked(" FOR UPDATE SKIP LOCKED");
  }

  private boolean isLocked(String locking) throws SQLException {
    before = sql.first(VERSION + locking, Transaction::version);
    after = before;
    return before != null;
  }

  /** Returns true if every change raises the version, whoever makes it. */
  boolean raisesVersion() {
    return sql.raisesVersion();
  }

  /** Returns true if the rows were those of a version when this transaction got the lock. */
  boolean startsAt(@Nullable String version) {
    return raisesVersion() && version != null && version.equals(before);
  }

  /** Returns the changes of this transaction. */
  WriteSet effect() throws SQLException {
    boolean follows = raisesVersion() && before != null;
    if (follows && after == null) {
      after = sql.first(VERSION, Transaction::version);
    }
    return new WriteSet(
        follows ? String.valueOf(before) : "",
        follows ? String.valueOf(after) : "",
        flags,
        segments,
        seen,
        base);
  }

  /** Keeps the definitions that were read under the lock, for {@link #effect}. */
  ParsedTables startsWith(ParsedTables all) {
    base = all;
    return all;
  }

  /** Returns a row that cannot change until the end of the transaction, or null. */
  @Nullable TableRow locked(DefinitionKind kind, String name) throws SQLException {
    Map<String, TableRow> all = known;
    // The lock of the version covers all rows if every writer takes it.
    return all != null && raisesVersion() && flags.isEmpty() && segments.isEmpty()
        ? all.get(key(kind, name))
        : row(kind, name, " FOR UPDATE");
  }

  @Nullable TableRow row(DefinitionKind kind, String name) throws SQLException {
    return row(kind, name, "");
  }

  private @Nullable TableRow row(DefinitionKind kind, String name, String locking)
      throws SQLException {
    KnownTexts texts = sql.dialect().nestsWrites() ? prepared.texts(kind, name) : null;
    String table = kind == DefinitionKind.FLAG ? "feature_flags" : "feature_flag_segments";
    String columns = texts == null ? columns(kind) : texts.columns();
    List<@Nullable Object> values = new ArrayList<>(texts == null ? List.of() : texts.digests());
    values.add(name);
    TableRow row =
        sql.first(
            "SELECT " + columns + " FROM " + table + " WHERE name = ?" + locking,
            TableRow::read,
            values.toArray());
    if (row != null && !row.name().equals(name)) {
      // A table of another program may have names without case.
      return null;
    }
    return texts == null || row == null ? row : texts.fill(row);
  }

  private static String columns(DefinitionKind kind) {
    return kind == DefinitionKind.FLAG ? TableRow.FLAG : TableRow.SEGMENT;
  }

  /** Writes a flag over a row, or as a new one; returns the token. */
  String save(Flag flag, @Nullable TableRow over, Change change) throws SQLException {
    Rendered<Flag> rendered = prepared.rendered(flag, over);
    FlagColumns columns = rendered.columns();
    TableRow stored =
        write(
            rendered,
            over == null ? INSERT_FLAG : UPDATE_FLAG,
            columns.enabled(),
            columns.percentage(),
            columns.users(),
            columns.metadata(),
            columns.definition(),
            over == null ? 0 : over.revision(),
            DefinitionKind.FLAG.text(),
            flag.name(),
            rendered.projected().text(),
            now(),
            change.by(),
            flag.name());
    wrote(checked(rendered, stored));
    record(DefinitionKind.FLAG, flag.name(), stored.revision(), change, rendered.definition());
    return rendered.token(stored);
  }

  /** Writes a row; the server sends back only the values that may differ from those sent. */
  private TableRow write(Rendered<?> rendered, String statement, @Nullable Object... values)
      throws SQLException {
    TableRow sent = rendered.sent().row();
    KnownTexts texts = rendered.texts();
    if (texts.isEmpty() || !sql.dialect().nestsWrites()) {
      return write(sent.kind(), sent.name(), statement, columns(sent.kind()), values);
    }
    List<@Nullable Object> all = new ArrayList<>(Arrays.asList(values));
    all.addAll(texts.digests());
    return texts.fill(write(sent.kind(), sent.name(), statement, texts.columns(), all.toArray()));
  }

  private TableRow write(
      DefinitionKind kind,
      String name,
      String statement,
      String columns,
      @Nullable Object... values)
      throws SQLException {
    TableRow stored;
    try {
      String returning = sql.dialect().returning(statement, columns);
      if (returning == null) {
        sql.update(statement, values);
        stored = row(kind, name);
      } else {
        stored = sql.first(returning, TableRow::read, values);
      }
    } catch (SQLException e) {
      if (SqlStates.isDataException(e)) {
        throw StoredColumns.refusal(name, e);
      }
      throw e;
    }
    if (stored == null) {
      throw new SQLException("the row of " + name + " has gone meanwhile", "40001");
    }
    return stored;
  }

  /** Checks the values that the columns hold before they are committed. */
  private ParsedRow<Flag> checked(Rendered<Flag> rendered, TableRow stored) throws SQLException {
    ParsedRow<Flag> asSent = rendered.asSent(stored);
    Flag flag = rendered.value();
    if (asSent != null && flag.equals(asSent.value()) && asSent.outside() == null) {
      return asSent;
    }
    FlagColumns sent = rendered.columns();
    Double share = stored.columns().percentage();
    boolean rounded = flag.schedule() != null && !Objects.equals(share, sent.percentage());
    TableRow row = rounded ? rounded(stored, rendered.projected().storedAs(share)) : stored;
    ParsedRow<Flag> back = ParsedRow.flag(row);
    if (!flag.equals(back.value()) || back.outside() != null) {
      throw StoredColumns.refusal(sql, flag, sent, row);
    }
    return back;
  }

  private TableRow rounded(TableRow stored, ColumnMirror projected) throws SQLException {
    String sqlText = "UPDATE feature_flags SET projected = ? WHERE name = ?";
    return write(
        DefinitionKind.FLAG,
        stored.name(),
        sqlText,
        TableRow.FLAG,
        projected.text(),
        stored.name());
  }

  /** Writes a segment over a row, or as a new one; returns the token. */
  String save(String name, Condition condition, @Nullable TableRow over, Change change)
      throws SQLException {
    Rendered<Condition> rendered = prepared.rendered(name, condition, over);
    TableRow stored =
        write(
            rendered,
            over == null ? INSERT_SEGMENT : UPDATE_SEGMENT,
            rendered.definition(),
            over == null ? 0 : over.revision(),
            DefinitionKind.SEGMENT.text(),
            name,
            rendered.projected().text(),
            now(),
            change.by(),
            name);
    ParsedRow<Condition> asSent = rendered.asSent(stored);
    ParsedRow<Condition> back = asSent == null ? ParsedRow.segment(stored) : asSent;
    if (!condition.equals(back.value())) {
      throw StoredColumns.refusal(sql, name);
    }
    wroteSegment(back);
    record(DefinitionKind.SEGMENT, name, stored.revision(), change, rendered.definition());
    return rendered.token(stored);
  }

  /**
   * Notes a flag's row that was written from outside, without changing the columns that the other
   * program has written.
   */
  void adopt(Rendered<Flag> found, TableRow row, Change change) throws SQLException {
    TableRow stored = noted(found, row, change);
    ParsedRow<Flag> asSent = found.asSent(stored);
    wrote(asSent == null ? ParsedRow.flag(stored) : asSent);
    record(DefinitionKind.FLAG, row.name(), stored.revision(), change, found.definition());
  }

  /** Notes a segment's row that was written from outside, in the same way. */
  void adoptSegment(Rendered<Condition> found, TableRow row, Change change) throws SQLException {
    TableRow stored = noted(found, row, change);
    ParsedRow<Condition> asSent = found.asSent(stored);
    wroteSegment(asSent == null ? ParsedRow.segment(stored) : asSent);
    record(DefinitionKind.SEGMENT, row.name(), stored.revision(), change, found.definition());
  }

  private TableRow noted(Rendered<?> found, TableRow row, Change change) throws SQLException {
    String table = row.kind() == DefinitionKind.FLAG ? "feature_flags" : "feature_flag_segments";
    return write(
        found,
        "UPDATE "
            + table
            + " SET revision = "
            + NEXT
            + ", projected = ?, updated_at = ?, updated_by = ? WHERE name = ?",
        row.revision(),
        row.kind().text(),
        row.name(),
        found.projected().text(),
        now(),
        change.by(),
        row.name());
  }

  void delete(DefinitionKind kind, TableRow row, Change change) throws SQLException {
    String table = kind == DefinitionKind.FLAG ? "feature_flags" : "feature_flag_segments";
    long next = sql.number("SELECT " + NEXT, row.revision(), kind.text(), row.name());
    sql.update("DELETE FROM " + table + " WHERE name = ?", row.name());
    removed(kind, row.name());
    record(kind, row.name(), next, change, null);
  }

  private void wrote(TableRow row) {
    if (row.kind() == DefinitionKind.FLAG) {
      wrote(ParsedRow.flag(row));
    } else {
      wroteSegment(ParsedRow.segment(row));
    }
  }

  private void wrote(ParsedRow<Flag> taken) {
    flags.put(taken.row().name(), Optional.of(taken));
    after = null;
  }

  private void wroteSegment(ParsedRow<Condition> taken) {
    segments.put(taken.row().name(), Optional.of(taken));
    after = null;
  }

  private void removed(DefinitionKind kind, String name) {
    if (kind == DefinitionKind.FLAG) {
      flags.put(name, Optional.empty());
    } else {
      segments.put(name, Optional.empty());
    }
    after = null;
  }

  /** Keeps all writes from now on even if their history is refused. */
  void makeHistoryOptional() {
    historyIsOptional = true;
  }

  /** Returns the reason why the history of a write was refused; null if it was not. */
  @Nullable String refused() {
    return refused;
  }

  private void record(
      DefinitionKind kind, String name, long revision, Change change, @Nullable String text)
      throws SQLException {
    Sql.Part step =
        () ->
            after =
                history.insert(
                    kind, name, revision, change, text, !prepared.needsHistory(kind, name));
    if (historyIsOptional) {
      SQLException refusal = sql.attempt(step);
      refused = refusal == null ? refused : SqlStates.reason(refusal);
    } else {
      step.run();
    }
  }

  /** Notes in the history that a row was deleted from outside. */
  void recordDeletion(DefinitionKind kind, String name, Change change) throws SQLException {
    long next = sql.number("SELECT " + NEXT, 0, kind.text(), name);
    record(kind, name, next, change, null);
    TableRow row = row(kind, name);
    if (row == null) {
      removed(kind, name);
    } else {
      wrote(row);
    }
  }
}
