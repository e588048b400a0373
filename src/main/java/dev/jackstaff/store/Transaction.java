package dev.jackstaff.store;

import dev.jackstaff.internal.jdbc.Sql;
import dev.jackstaff.internal.jdbc.SqlStates;
import dev.jackstaff.internal.json.FlagColumns;
import dev.jackstaff.internal.json.FlagJson;
import dev.jackstaff.model.Condition;
import dev.jackstaff.model.Flag;
import dev.jackstaff.store.LenientFlagSet.Memory;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Statements on one connection, writes with their history. Whoever writes locks the version first,
 * so writers of one database take turns. A write of one row takes five round trips, and one more
 * where this node has not seen what was written before.
 */
final class Transaction {
  private static final String NO_VERSION =
      "the table with the version is empty; the schema fills it";

  /** How long the server may take for all rows, which are sent while it reads them. */
  private static final Duration READ_TIMEOUT = Duration.ofSeconds(30);

  /** The class of SQL states for values that are out of range or too long. */
  private static final String DATA_EXCEPTION = "22";

  /** How many definitions are asked for at once. */
  private static final int MAX_NAMES = 200;

  /** How many entries of the history are read for them. */
  private static final int MAX_ENTRIES = 10_000;

  /** Says the same whatever the time zone of the connection. */
  private static final String VERSION_COLUMN = "version || '@' || EXTRACT(EPOCH FROM changed_at)";

  private static final String VERSION = "SELECT " + VERSION_COLUMN + " FROM feature_flags_version";

  /** Reads no more than a row but fails where a table or one of its columns has gone. */
  private static final String PROBED_VERSION =
      "SELECT "
          + VERSION_COLUMN
          + ", (SELECT count(*) FROM (SELECT name, enabled, rollout_percentage, allowed_users, metadata,"
          + " definition, revision, projected FROM feature_flags LIMIT 1) f),"
          + " (SELECT count(*) FROM (SELECT name, definition, revision, projected"
          + " FROM feature_flag_segments LIMIT 1) s) FROM feature_flags_version";

  /** A hash of all rows, for PostgreSQL, which costs a fraction of sending them. */
  private static final String CHECKSUM =
      "SELECT (SELECT count(*) || ',' || COALESCE(sum(hashtextextended(ROW(name, enabled,"
          + " rollout_percentage, allowed_users::text, metadata::text, definition::text, revision,"
          + " projected)::text, 0)), 0) FROM feature_flags) || ';' || (SELECT count(*) || ',' ||"
          + " COALESCE(sum(hashtextextended(ROW(name, definition::text, revision, projected)::text,"
          + " 0)), 0) FROM feature_flag_segments)";

  /** A name that was removed and comes again goes on counting. */
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
  private static final String RECORD =
      "INSERT INTO feature_flag_history (kind, name, revision, at, by, why, after)"
          + " VALUES (?, ?, ?, ?, ?, ?, :json)";
  private static final String TRIM =
      "DELETE FROM feature_flag_history WHERE kind = ? AND name = ? AND (revision <= ?"
          + " OR (revision < ? AND at < ?))";

  private final Sql sql;
  private final Retention retention;
  private final Instant now;

  /** What this node knew when this began. */
  private final Object seen;

  /** What was written, by kind and name; empty for what was removed. */
  private final Map<Kind, Map<String, Optional<Row>>> written = new EnumMap<>(Kind.class);

  /** The version when this had the lock, or null if it has not. */
  private @Nullable String before;

  /** The version after what was written last, if it is known. */
  private @Nullable String after;

  /** All rows under the lock, if they were read. */
  private @Nullable Map<String, Row> known;

  private @Nullable Definitions base;

  /** An act of safety is written even if its history is refused. */
  private boolean historyIsOptional;

  private @Nullable String refused;

  Transaction(Sql sql, Retention retention, Instant now, Object seen) {
    this.seen = seen;
    this.sql = sql;
    this.retention = retention;
    this.now = now;
  }

  Instant now() {
    return now;
  }

  Sql sql() {
    return sql;
  }

  /**
   * The version, which changes with every change. Fails while a restore is under way, and where a
   * table or a column is missing.
   */
  String version() throws SQLException {
    String version = sql.first(PROBED_VERSION, row -> row.getString(1));
    if (version == null) {
      throw new SQLException(NO_VERSION);
    }
    return version;
  }

  /** A hash of what all rows say, or null where nobody needs one. */
  @Nullable String checksum() throws SQLException {
    if (!tellsChanges()) {
      return null;
    }
    sql.allow(READ_TIMEOUT);
    return sql.first(CHECKSUM, row -> row.getString(1));
  }

  List<Row> rows() throws SQLException {
    sql.allow(READ_TIMEOUT);
    List<Row> rows = sql.query(Row.FLAGS + " UNION ALL " + Row.SEGMENTS, Row::read);
    if (before != null) {
      Map<String, Row> all = new HashMap<>();
      rows.forEach(row -> all.put(key(row.kind(), row.name()), row));
      known = all;
    }
    return rows;
  }

  private static String key(Kind kind, String name) {
    return kind.text() + "." + name;
  }

  /** Waits for the other writers; fails while a restore is under way. */
  void lock() throws SQLException {
    if (!isLocked(" FOR UPDATE")) {
      throw new SQLException(NO_VERSION);
    }
  }

  /** False, without waiting, if somebody is writing. */
  boolean tryLock() throws SQLException {
    return isLocked(" FOR UPDATE SKIP LOCKED");
  }

  private boolean isLocked(String locking) throws SQLException {
    before = sql.first(VERSION + locking, row -> row.getString(1));
    after = before;
    return before != null;
  }

  /** Whether the version goes up with every change, whoever makes it. */
  boolean tellsChanges() {
    return sql.dialect().tellsChanges();
  }

  /** Whether the rows were those of a version when this had the lock. */
  boolean startsAt(@Nullable String version) {
    return tellsChanges() && version != null && version.equals(before);
  }

  /** What this has changed. */
  Effect effect() throws SQLException {
    boolean follows = tellsChanges() && before != null;
    if (follows && after == null) {
      after = sql.first(VERSION, row -> row.getString(1));
    }
    return new Effect(
        follows ? String.valueOf(before) : "",
        follows ? String.valueOf(after) : "",
        written.getOrDefault(Kind.FLAG, Map.of()),
        written.getOrDefault(Kind.SEGMENT, Map.of()),
        seen,
        base);
  }

  /** Keeps what was read under the lock, for {@link #effect}. */
  Definitions startsWith(Definitions all) {
    base = all;
    return all;
  }

  /** A row that stays as it is until the end of the transaction, or null. */
  @Nullable Row locked(Kind kind, String name) throws SQLException {
    Map<String, Row> all = known;
    // Who has the lock of the version has those of all rows, where every writer takes it.
    return all != null && tellsChanges() && written.isEmpty()
        ? all.get(key(kind, name))
        : row(kind, name, " FOR UPDATE");
  }

  @Nullable Row row(Kind kind, String name) throws SQLException {
    return row(kind, name, "");
  }

  private @Nullable Row row(Kind kind, String name, String locking) throws SQLException {
    String all = kind == Kind.FLAG ? Row.FLAGS : Row.SEGMENTS;
    return sql.first(all + " WHERE name = ?" + locking, Row::read, name);
  }

  /** Writes a flag over a row, or as a new one; returns the token. */
  String save(Flag flag, @Nullable Row over, Change change) throws SQLException {
    FlagColumns columns = StoredColumns.keeping(Projection.columns(flag, now), flag, over);
    Projection projected = Projection.of(flag, columns, now);
    Row stored =
        write(
            flag.name(),
            over == null ? INSERT_FLAG : UPDATE_FLAG,
            Row.FLAG,
            columns.enabled(),
            columns.percentage(),
            columns.users(),
            columns.metadata(),
            columns.definition(),
            over == null ? 0 : over.revision(),
            Kind.FLAG.text(),
            flag.name(),
            projected.text(),
            now,
            change.by(),
            flag.name());
    stored = checked(flag, columns, projected, stored);
    wrote(Kind.FLAG, flag.name(), stored);
    record(Kind.FLAG, flag.name(), stored.revision(), change, FlagJson.writeFlag(flag));
    return Taken.token(stored.revision(), FlagJson.revision(flag));
  }

  private Row write(String name, String statement, String columns, @Nullable Object... values)
      throws SQLException {
    Row stored;
    try {
      stored = sql.first(sql.dialect().returning(statement, columns), Row::read, values);
    } catch (SQLException e) {
      if (String.valueOf(e.getSQLState()).startsWith(DATA_EXCEPTION)) {
        throw StoredColumns.refusal(name, e);
      }
      throw e;
    }
    if (stored == null) {
      throw new SQLException("the row of " + name + " has gone meanwhile", "40001");
    }
    return stored;
  }

  /** What a column has made of a value is looked at before it is committed. */
  private Row checked(Flag flag, FlagColumns sent, Projection projected, Row stored)
      throws SQLException {
    Double share = stored.columns().percentage();
    boolean rounded = flag.schedule() != null && !Objects.equals(share, sent.percentage());
    Row row = rounded ? rounded(stored, projected.storedAs(share)) : stored;
    Taken<Flag> back = Taken.flag(row);
    if (!flag.equals(back.value()) || back.outside() != null) {
      throw StoredColumns.refusal(sql, flag, sent, row);
    }
    return row;
  }

  private Row rounded(Row stored, Projection projected) throws SQLException {
    String sqlText = "UPDATE feature_flags SET projected = ? WHERE name = ?";
    return write(stored.name(), sqlText, Row.FLAG, projected.text(), stored.name());
  }

  /** Writes a segment over a row, or as a new one; returns the token. */
  String save(String name, Condition condition, @Nullable Row over, Change change)
      throws SQLException {
    String definition = FlagJson.writeCondition(condition);
    Row stored =
        write(
            name,
            over == null ? INSERT_SEGMENT : UPDATE_SEGMENT,
            Row.SEGMENT,
            definition,
            over == null ? 0 : over.revision(),
            Kind.SEGMENT.text(),
            name,
            Projection.of(condition, now).text(),
            now,
            change.by(),
            name);
    if (!condition.equals(Taken.segment(stored).value())) {
      throw StoredColumns.refusal(sql, name);
    }
    wrote(Kind.SEGMENT, name, stored);
    record(Kind.SEGMENT, name, stored.revision(), change, definition);
    return Taken.token(stored.revision(), FlagJson.revision(condition));
  }

  /**
   * Notes a row that somebody else has written as it is, without touching what that one has
   * written.
   */
  void adopt(Row row, Projection projected, String definition, Change change) throws SQLException {
    String table = row.kind() == Kind.FLAG ? "feature_flags" : "feature_flag_segments";
    Row stored =
        write(
            row.name(),
            "UPDATE "
                + table
                + " SET revision = "
                + NEXT
                + ", projected = ?, updated_at = ?, updated_by = ? WHERE name = ?",
            row.kind() == Kind.FLAG ? Row.FLAG : Row.SEGMENT,
            row.revision(),
            row.kind().text(),
            row.name(),
            projected.text(),
            now,
            change.by(),
            row.name());
    wrote(row.kind(), row.name(), stored);
    record(row.kind(), row.name(), stored.revision(), change, definition);
  }

  void delete(Kind kind, Row row, Change change) throws SQLException {
    String table = kind == Kind.FLAG ? "feature_flags" : "feature_flag_segments";
    long next = sql.number("SELECT " + NEXT, row.revision(), kind.text(), row.name());
    sql.update("DELETE FROM " + table + " WHERE name = ?", row.name());
    wrote(kind, row.name(), null);
    record(kind, row.name(), next, change, null);
  }

  private void wrote(Kind kind, String name, @Nullable Row row) {
    written.computeIfAbsent(kind, any -> new LinkedHashMap<>()).put(name, Optional.ofNullable(row));
    after = null;
  }

  /** From now on what is written stays, also where its history is refused. */
  void makeHistoryOptional() {
    historyIsOptional = true;
  }

  /** Why the history of what was written was refused; null if it was not. */
  @Nullable String refused() {
    return refused;
  }

  private void record(Kind kind, String name, long revision, Change change, @Nullable String text)
      throws SQLException {
    Sql.Step step = () -> insert(kind, name, revision, change, text);
    if (historyIsOptional) {
      SQLException refusal = sql.attempt(step);
      refused = refusal == null ? refused : SqlStates.reason(refusal);
    } else {
      step.run();
    }
  }

  private void insert(
      Kind kind, String name, long revision, Change change, @Nullable String definition)
      throws SQLException {
    List<@Nullable Object> values = new ArrayList<>();
    String trim = "";
    if (retention.trims()) {
      trim = "WITH trimmed AS (" + TRIM + ") ";
      long last = retention.entries() > 0 ? revision - retention.entries() : -1;
      Collections.addAll(values, kind.text(), name, last, revision, retention.oldest());
      if (!tellsChanges()) {
        sql.update(TRIM, values.toArray());
        values.clear();
        trim = "";
      }
    }
    Collections.addAll(
        values, kind.text(), name, revision, now, change.by(), change.why(), definition);
    if (tellsChanges()) {
      String version = "(" + VERSION + ")";
      after =
          sql.first(
              trim + RECORD + " RETURNING " + version, row -> row.getString(1), values.toArray());
    } else {
      sql.update(RECORD, values.toArray());
    }
  }

  /** What the history says of a name, the newest first; {@code after} as it was written. */
  List<HistoryEntry<String>> history(Kind kind, String name) throws SQLException {
    return sql.query(
        "SELECT name, revision, at, by, why, after FROM feature_flag_history"
            + " WHERE kind = ? AND name = ? ORDER BY revision DESC",
        Transaction::entry,
        kind.text(),
        name);
  }

  private static HistoryEntry<String> entry(ResultSet row) throws SQLException {
    return new HistoryEntry<>(
        row.getString(1),
        Long.toString(row.getLong(2)),
        row.getObject(3, OffsetDateTime.class).toInstant(),
        row.getString(4),
        row.getString(5),
        row.getString(6));
  }

  /** What was in force last of what is unresolved, as far as the history knows and can be read. */
  Memory memory(Definitions unresolved) throws SQLException {
    Memory memory = new Memory(new HashMap<>(), new HashMap<>());
    SQLException refusal = sql.attempt(() -> recall(unresolved, memory));
    // Whoever may not read the history knows less, and says off.
    return refusal == null ? memory : Memory.NONE;
  }

  private void recall(Definitions unresolved, Memory memory) throws SQLException {
    List<String> names =
        unresolved.unresolved().stream().map(Transaction::name).distinct().toList();
    for (int i = 0; i < names.size(); i += MAX_NAMES) {
      List<String> part = names.subList(i, Math.min(names.size(), i + MAX_NAMES));
      String parameters = String.join(", ", Collections.nCopies(part.size(), "?"));
      sql.query(
              "SELECT kind || '.' || name, revision, at, by, why, after FROM feature_flag_history"
                  + " WHERE name IN ("
                  + parameters
                  + ") AND after IS NOT NULL ORDER BY revision DESC LIMIT "
                  + MAX_ENTRIES,
              Transaction::entry,
              part.toArray())
          .forEach(entry -> StoredColumns.remember(entry, unresolved, memory));
    }
  }

  private static String name(String subject) {
    return subject.startsWith("segments.") ? subject.substring("segments.".length()) : subject;
  }

  /** Notes in the history that a row was deleted, which somebody else has done. */
  void recordDeletion(Kind kind, String name, Change change) throws SQLException {
    long next = sql.number("SELECT " + NEXT, 0, kind.text(), name);
    record(kind, name, next, change, null);
    written
        .computeIfAbsent(kind, any -> new LinkedHashMap<>())
        .put(name, Optional.ofNullable(row(kind, name)));
  }

  /** Whether the history says last that a definition is there. */
  boolean isRecorded(Kind kind, String name) throws SQLException {
    return sql.number(
            "SELECT count(*) FROM feature_flag_history h WHERE h.kind = ? AND h.name = ?"
                + " AND h.after IS NOT NULL AND NOT EXISTS (SELECT 1 FROM feature_flag_history l"
                + " WHERE l.kind = h.kind AND l.name = h.name AND l.revision > h.revision)",
            kind.text(),
            name)
        > 0;
  }

  /** Names whose last known state is not that they were removed, and that are not there. */
  List<String> gone(Kind kind) throws SQLException {
    String table = kind == Kind.FLAG ? "feature_flags" : "feature_flag_segments";
    return sql.query(
        "SELECT h.name FROM feature_flag_history h WHERE h.kind = ? AND h.after IS NOT NULL"
            + " AND NOT EXISTS (SELECT 1 FROM feature_flag_history later WHERE later.kind = h.kind"
            + " AND later.name = h.name AND later.revision > h.revision)"
            + " AND NOT EXISTS (SELECT 1 FROM "
            + table
            + " t WHERE t.name = h.name)",
        row -> row.getString(1),
        kind.text());
  }
}
