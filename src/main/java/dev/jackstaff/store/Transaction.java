package dev.jackstaff.store;

import dev.jackstaff.internal.jdbc.Sql;
import dev.jackstaff.internal.json.FlagColumns;
import dev.jackstaff.internal.json.FlagJson;
import dev.jackstaff.model.Condition;
import dev.jackstaff.model.Flag;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Statements on one connection, writes with their history. Whoever writes locks the version first,
 * so writers of one database take turns.
 */
final class Transaction {
  private static final String NO_VERSION =
      "the table with the version is empty; the schema fills it";

  /** How long the server may take for all rows, which are sent while it reads them. */
  private static final Duration READ_TIMEOUT = Duration.ofSeconds(30);

  private static final String INSERT_FLAG =
      "INSERT INTO feature_flags (enabled, rollout_percentage, allowed_users, metadata,"
          + " definition, revision, projected, updated_at, updated_by, name)"
          + " VALUES (?, ?, :json, :json, :json, ?, ?, ?, ?, ?)";
  private static final String UPDATE_FLAG =
      "UPDATE feature_flags SET enabled = ?, rollout_percentage = ?,"
          + " allowed_users = :json, metadata = :json, definition = :json, revision = ?,"
          + " projected = ?, updated_at = ?, updated_by = ? WHERE name = ?";
  private static final String INSERT_SEGMENT =
      "INSERT INTO feature_flag_segments (definition, revision, projected, updated_at,"
          + " updated_by, name) VALUES (:json, ?, ?, ?, ?, ?)";
  private static final String UPDATE_SEGMENT =
      "UPDATE feature_flag_segments SET definition = :json, revision = ?, projected = ?,"
          + " updated_at = ?, updated_by = ? WHERE name = ?";

  private final Sql sql;
  private final Retention retention;
  private final Instant now;

  /** What was written, by kind and name. */
  private final Map<Kind, Set<String>> written = new EnumMap<>(Kind.class);

  /** The version when this had the lock, or null if it has not. */
  private @Nullable String before;

  Transaction(Sql sql, Retention retention, Instant now) {
    this.sql = sql;
    this.retention = retention;
    this.now = now;
  }

  Instant now() {
    return now;
  }

  /** Changes with every change; fails while a restore is under way. */
  String version() throws SQLException {
    List<String> versions = versions("");
    if (versions.isEmpty()) {
      throw new SQLException(NO_VERSION);
    }
    return versions.get(0);
  }

  private List<String> versions(String locking) throws SQLException {
    return sql.query(
        "SELECT version, changed_at FROM feature_flags_version" + locking,
        result -> result.getString(1) + "@" + result.getString(2));
  }

  List<Row> rows() throws SQLException {
    sql.allow(READ_TIMEOUT);
    return sql.query(Row.FLAGS + " UNION ALL " + Row.SEGMENTS, Row::read);
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
    List<String> versions = versions(locking);
    before = versions.isEmpty() ? null : versions.get(0);
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

  /** What this has changed, as it stands at the end. */
  Effect effect() throws SQLException {
    String start = before;
    return start == null || !tellsChanges()
        ? Effect.UNKNOWN
        : new Effect(start, version(), now(Kind.FLAG), now(Kind.SEGMENT));
  }

  private Map<String, Optional<Row>> now(Kind kind) throws SQLException {
    Map<String, Optional<Row>> rows = new LinkedHashMap<>();
    for (String name : written.getOrDefault(kind, Set.of())) {
      rows.put(name, Optional.ofNullable(row(kind, name)));
    }
    return rows;
  }

  /** A row that stays as it is until the end of the transaction, or null. */
  @Nullable Row locked(Kind kind, String name) throws SQLException {
    return row(kind, name, " FOR UPDATE");
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
    FlagColumns columns = Projection.columns(flag, now);
    long revision = nextRevision(Kind.FLAG, flag.name(), over);
    String projected = Projection.of(flag, columns, now).text();
    sql.update(
        over == null ? INSERT_FLAG : UPDATE_FLAG,
        columns.enabled(),
        columns.percentage(),
        columns.users(),
        columns.metadata(),
        columns.definition(),
        revision,
        projected,
        now,
        change.by(),
        flag.name());
    record(Kind.FLAG, flag.name(), revision, change, FlagJson.writeFlag(flag));
    return Taken.token(revision, FlagJson.revision(flag));
  }

  /** Writes a segment over a row, or as a new one; returns the token. */
  String save(String name, Condition condition, @Nullable Row over, Change change)
      throws SQLException {
    long revision = nextRevision(Kind.SEGMENT, name, over);
    String definition = FlagJson.writeCondition(condition);
    String projected = Projection.of(condition, now).text();
    sql.update(
        over == null ? INSERT_SEGMENT : UPDATE_SEGMENT,
        definition,
        revision,
        projected,
        now,
        change.by(),
        name);
    record(Kind.SEGMENT, name, revision, change, definition);
    return Taken.token(revision, FlagJson.revision(condition));
  }

  void delete(Kind kind, Row row, Change change) throws SQLException {
    String table = kind == Kind.FLAG ? "feature_flags" : "feature_flag_segments";
    sql.update("DELETE FROM " + table + " WHERE name = ?", row.name());
    record(kind, row.name(), nextRevision(kind, row.name(), row), change, null);
  }

  /** A name that was removed and comes again goes on counting. */
  private long nextRevision(Kind kind, String name, @Nullable Row over) throws SQLException {
    long last =
        sql.number(
            "SELECT max(revision) FROM feature_flag_history WHERE kind = ? AND name = ?",
            kind.text(),
            name);
    return 1 + Math.max(last, over == null ? 0 : over.revision());
  }

  private void record(Kind kind, String name, long revision, Change change, @Nullable String after)
      throws SQLException {
    written.computeIfAbsent(kind, any -> new LinkedHashSet<>()).add(name);
    sql.update(
        "INSERT INTO feature_flag_history (kind, name, revision, at, by, why, after)"
            + " VALUES (?, ?, ?, ?, ?, ?, :json)",
        kind.text(),
        name,
        revision,
        now,
        change.by(),
        change.why(),
        after);
    trim(kind, name, revision);
  }

  private void trim(Kind kind, String name, long revision) throws SQLException {
    String trim = "DELETE FROM feature_flag_history WHERE kind = ? AND name = ? AND ";
    Instant oldest = retention.oldest(now);
    if (oldest != null) {
      sql.update(trim + "revision < ? AND at < ?", kind.text(), name, revision, oldest);
    }
    if (retention.entries() > 0) {
      sql.update(trim + "revision <= ?", kind.text(), name, revision - retention.entries());
    }
  }

  /** What the history says of a name, the newest first; {@code after} as it was written. */
  List<HistoryEntry<String>> history(Kind kind, String name) throws SQLException {
    return sql.query(
        "SELECT name, revision, at, by, why, after FROM feature_flag_history"
            + " WHERE kind = ? AND name = ? ORDER BY revision DESC",
        result ->
            new HistoryEntry<>(
                result.getString(1),
                Long.toString(result.getLong(2)),
                result.getObject(3, java.time.OffsetDateTime.class).toInstant(),
                result.getString(4),
                result.getString(5),
                result.getString(6)),
        kind.text(),
        name);
  }

  /** Notes in the history what somebody else has deleted; returns the names. */
  List<String> recordDeletions(Change change) throws SQLException {
    List<String> gone = new ArrayList<>();
    for (Kind kind : Kind.values()) {
      for (String name : gone(kind)) {
        record(kind, name, nextRevision(kind, name, null), change, null);
        gone.add(name);
      }
    }
    return gone;
  }

  /** Names whose last known state is not that they were removed, and that are not there. */
  private List<String> gone(Kind kind) throws SQLException {
    String table = kind == Kind.FLAG ? "feature_flags" : "feature_flag_segments";
    return sql.query(
        "SELECT h.name FROM feature_flag_history h WHERE h.kind = ? AND h.after IS NOT NULL"
            + " AND NOT EXISTS (SELECT 1 FROM feature_flag_history later WHERE later.kind = h.kind"
            + " AND later.name = h.name AND later.revision > h.revision)"
            + " AND NOT EXISTS (SELECT 1 FROM "
            + table
            + " t WHERE t.name = h.name)",
        result -> result.getString(1),
        kind.text());
  }
}
