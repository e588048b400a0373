package dev.jackstaff.store;

import dev.jackstaff.internal.json.FlagColumns;
import dev.jackstaff.internal.json.FlagJson;
import dev.jackstaff.model.Condition;
import dev.jackstaff.model.Flag;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
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

  private final Connection connection;
  private final FlagTables tables;
  private final Retention retention;
  private final Instant now;

  /** What was written, by kind and name. */
  private final Map<Kind, Set<String>> written = new EnumMap<>(Kind.class);

  /** The version when this had the lock, or null if it has not. */
  private @Nullable String before;

  Transaction(Connection connection, FlagTables tables, Retention retention, Instant now) {
    this.connection = connection;
    this.tables = tables;
    this.retention = retention;
    this.now = now;
  }

  /** Fills a statement's parameters. */
  private interface Parameters {
    void set(PreparedStatement statement) throws SQLException;
  }

  /** Makes something of a row. */
  private interface Reader<T> {
    T read(ResultSet result) throws SQLException;
  }

  private <T> List<T> query(String sql, Parameters parameters, Reader<T> reader)
      throws SQLException {
    try (PreparedStatement statement = tables.prepare(connection, sql)) {
      parameters.set(statement);
      try (ResultSet result = statement.executeQuery()) {
        List<T> all = new ArrayList<>();
        while (result.next()) {
          all.add(reader.read(result));
        }
        return all;
      }
    }
  }

  private int update(String sql, Parameters parameters) throws SQLException {
    try (PreparedStatement statement = tables.prepare(connection, sql)) {
      parameters.set(statement);
      return statement.executeUpdate();
    }
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
    return query(
        "SELECT version, changed_at FROM feature_flags_version" + locking,
        none -> {},
        result -> result.getString(1) + "@" + result.getString(2));
  }

  List<Row> rows() throws SQLException {
    return query(Row.FLAGS + " UNION ALL " + Row.SEGMENTS, none -> {}, Row::read);
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
    return tables.dialect().tellsChanges();
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
    List<Row> rows =
        query(all + " WHERE name = ?" + locking, one -> one.setString(1, name), Row::read);
    return rows.isEmpty() ? null : rows.get(0);
  }

  /** Writes a flag over a row, or as a new one; returns the token. */
  String save(Flag flag, @Nullable Row over, Change change) throws SQLException {
    FlagColumns columns = Projection.columns(flag, now);
    long revision = nextRevision(Kind.FLAG, flag.name(), over);
    String projected = Projection.of(flag, columns, now).text();
    String sql =
        over == null
            ? "INSERT INTO feature_flags (enabled, rollout_percentage, allowed_users, metadata,"
                + " definition, revision, projected, updated_at, updated_by, name)"
                + " VALUES (?, ?, :json, :json, :json, ?, ?, ?, ?, ?)"
            : "UPDATE feature_flags SET enabled = ?, rollout_percentage = ?,"
                + " allowed_users = :json, metadata = :json, definition = :json, revision = ?,"
                + " projected = ?, updated_at = ?, updated_by = ? WHERE name = ?";
    update(
        sql,
        values -> {
          values.setBoolean(1, columns.enabled());
          values.setObject(2, columns.percentage(), java.sql.Types.DOUBLE);
          values.setString(3, columns.users());
          values.setString(4, columns.metadata());
          values.setString(5, columns.definition());
          signed(values, 6, revision, projected, change, flag.name());
        });
    record(Kind.FLAG, flag.name(), revision, change, FlagJson.writeFlag(flag));
    return Taken.token(revision, FlagJson.revision(flag));
  }

  /** Writes a segment over a row, or as a new one; returns the token. */
  String save(String name, Condition condition, @Nullable Row over, Change change)
      throws SQLException {
    long revision = nextRevision(Kind.SEGMENT, name, over);
    String definition = FlagJson.writeCondition(condition);
    String projected = Projection.of(condition, now).text();
    String sql =
        over == null
            ? "INSERT INTO feature_flag_segments (definition, revision, projected, updated_at,"
                + " updated_by, name) VALUES (:json, ?, ?, ?, ?, ?)"
            : "UPDATE feature_flag_segments SET definition = :json, revision = ?, projected = ?,"
                + " updated_at = ?, updated_by = ? WHERE name = ?";
    update(
        sql,
        values -> {
          values.setString(1, definition);
          signed(values, 2, revision, projected, change, name);
        });
    record(Kind.SEGMENT, name, revision, change, definition);
    return Taken.token(revision, FlagJson.revision(condition));
  }

  private void signed(
      PreparedStatement values,
      int first,
      long revision,
      String projected,
      Change change,
      String name)
      throws SQLException {
    values.setLong(first, revision);
    values.setString(first + 1, projected);
    values.setObject(first + 2, now.atOffset(ZoneOffset.UTC));
    values.setString(first + 3, change.by());
    values.setString(first + 4, name);
  }

  void delete(Kind kind, Row row, Change change) throws SQLException {
    String table = kind == Kind.FLAG ? "feature_flags" : "feature_flag_segments";
    update("DELETE FROM " + table + " WHERE name = ?", one -> one.setString(1, row.name()));
    record(kind, row.name(), nextRevision(kind, row.name(), row), change, null);
  }

  /** A name that was removed and comes again goes on counting. */
  private long nextRevision(Kind kind, String name, @Nullable Row over) throws SQLException {
    List<Long> last =
        query(
            "SELECT max(revision) FROM feature_flag_history WHERE kind = ? AND name = ?",
            two -> subject(two, kind, name),
            result -> result.getLong(1));
    return 1 + Math.max(last.get(0), over == null ? 0 : over.revision());
  }

  private static void subject(PreparedStatement statement, Kind kind, String name)
      throws SQLException {
    statement.setString(1, kind.text());
    statement.setString(2, name);
  }

  private void record(Kind kind, String name, long revision, Change change, @Nullable String after)
      throws SQLException {
    written.computeIfAbsent(kind, any -> new LinkedHashSet<>()).add(name);
    update(
        "INSERT INTO feature_flag_history (kind, name, revision, at, by, why, after)"
            + " VALUES (?, ?, ?, ?, ?, ?, :json)",
        values -> {
          subject(values, kind, name);
          values.setLong(3, revision);
          values.setObject(4, now.atOffset(ZoneOffset.UTC));
          values.setString(5, change.by());
          values.setString(6, change.why());
          values.setString(7, after);
        });
    trim(kind, name, revision);
  }

  private void trim(Kind kind, String name, long revision) throws SQLException {
    String trim = "DELETE FROM feature_flag_history WHERE kind = ? AND name = ? AND ";
    Instant oldest = retention.oldest(now);
    if (oldest != null) {
      update(
          trim + "revision < ? AND at < ?",
          values -> {
            subject(values, kind, name);
            values.setLong(3, revision);
            values.setObject(4, oldest.atOffset(ZoneOffset.UTC));
          });
    }
    if (retention.entries() > 0) {
      update(
          trim + "revision <= ?",
          values -> {
            subject(values, kind, name);
            values.setLong(3, revision - retention.entries());
          });
    }
  }

  /** What the history says of a name, the newest first; {@code after} as it was written. */
  List<HistoryEntry<String>> history(Kind kind, String name) throws SQLException {
    return query(
        "SELECT name, revision, at, by, why, after FROM feature_flag_history"
            + " WHERE kind = ? AND name = ? ORDER BY revision DESC",
        two -> subject(two, kind, name),
        result ->
            new HistoryEntry<>(
                result.getString(1),
                Long.toString(result.getLong(2)),
                result.getObject(3, java.time.OffsetDateTime.class).toInstant(),
                result.getString(4),
                result.getString(5),
                result.getString(6)));
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
    return query(
        "SELECT h.name FROM feature_flag_history h WHERE h.kind = ? AND h.after IS NOT NULL"
            + " AND NOT EXISTS (SELECT 1 FROM feature_flag_history later WHERE later.kind = h.kind"
            + " AND later.name = h.name AND later.revision > h.revision)"
            + " AND NOT EXISTS (SELECT 1 FROM "
            + table
            + " t WHERE t.name = h.name)",
        one -> one.setString(1, kind.text()),
        result -> result.getString(1));
  }
}
