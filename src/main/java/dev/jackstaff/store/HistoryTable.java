package dev.jackstaff.store;

import dev.jackstaff.internal.jdbc.Sql;
import dev.jackstaff.store.LenientFlagSet.Memory;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The table of the history, in one transaction. Not thread-safe. */
final class HistoryTable {
  /** The maximum number of definitions that one query selects. */
  private static final int MAX_NAMES = 200;

  /** The maximum number of entries that one query reads. */
  private static final int MAX_ENTRIES = 10_000;

  private static final String RECORD =
      "INSERT INTO feature_flag_history (kind, name, revision, at, by, why, after)"
          + " VALUES (?, ?, ?, ?, ?, ?, :json)";
  private static final String TRIM =
      "DELETE FROM feature_flag_history WHERE kind = ? AND name = ? AND (revision <= ?"
          + " OR (revision < ? AND at < ?))";

  private static final String VERSION =
      " RETURNING (SELECT version FROM feature_flags_version),"
          + " (SELECT changed_at FROM feature_flags_version)";

  private static final String SUMMARIES =
      "SELECT h.name, o.made, h.at, h.by, h.why FROM feature_flag_history h JOIN (SELECT name,"
          + " min(at) AS made, max(revision) AS last FROM feature_flag_history WHERE kind = ?:only"
          + " GROUP BY name) o ON o.name = h.name AND o.last = h.revision WHERE h.kind = ?";

  private final Sql sql;
  private final Retention retention;
  private final Instant now;

  HistoryTable(Sql sql, Retention retention, Instant now) {
    this.sql = sql;
    this.retention = retention;
    this.now = now;
  }

  /**
   * Adds an entry, and removes old ones according to the retention. Returns the version after it,
   * or null if versions do not show changes.
   */
  @Nullable String insert(
      DefinitionKind kind,
      String name,
      long revision,
      Change change,
      @Nullable String definition,
      boolean trims)
      throws SQLException {
    List<@Nullable Object> values = new ArrayList<>();
    String trim = "";
    if (trims && retention.trims()) {
      trim = "WITH trimmed AS (" + TRIM + ") ";
      long last = retention.entries() > 0 ? revision - retention.entries() : -1;
      Collections.addAll(values, kind.text(), name, last, revision, retention.oldest());
      if (!sql.dialect().nestsWrites()) {
        sql.update(TRIM, values.toArray());
        values.clear();
        trim = "";
      }
    }
    Collections.addAll(
        values, kind.text(), name, revision, now, change.by(), change.why(), definition);
    if (sql.dialect().nestsWrites()) {
      return sql.first(trim + RECORD + VERSION, Transaction::version, values.toArray());
    }
    sql.update(RECORD, values.toArray());
    return null;
  }

  /** Returns the entries of a name, the newest first, with {@code after} as it was written. */
  List<HistoryEntry<String>> entries(DefinitionKind kind, String name) throws SQLException {
    return sql.query(
        "SELECT name, revision, at, by, why, after FROM feature_flag_history"
            + " WHERE kind = ? AND name = ? ORDER BY revision DESC",
        HistoryTable::entry,
        kind.text(),
        name);
  }

  /** Returns the first and last changes of flags, by one query. */
  Map<String, FlagHistory.Summary> summaries(Collection<String> names) throws SQLException {
    if (names.isEmpty()) {
      return Map.of();
    }
    // For many names it is cheaper to read all than to list them.
    boolean few = names.size() <= MAX_NAMES;
    String only = few ? " AND name IN (" + Sql.parameters(names.size()) + ")" : "";
    Map<String, FlagHistory.Summary> summaries = new HashMap<>();
    List<Object> values = new ArrayList<>(List.of(DefinitionKind.FLAG.text()));
    values.addAll(few ? names : List.of());
    values.add(DefinitionKind.FLAG.text());
    sql.query(SUMMARIES.replace(":only", only), HistoryTable::summary, values.toArray())
        .forEach(entry -> summaries.put(entry.getKey(), entry.getValue()));
    summaries.keySet().retainAll(Set.copyOf(names));
    return summaries;
  }

  private static Map.Entry<String, FlagHistory.Summary> summary(ResultSet row) throws SQLException {
    return Map.entry(
        row.getString(1),
        new FlagHistory.Summary(
            Sql.requiredTime(row, 2),
            Sql.requiredTime(row, 3),
            row.getString(4),
            row.getString(5)));
  }

  private static HistoryEntry<String> entry(ResultSet row) throws SQLException {
    return new HistoryEntry<>(
        row.getString(1),
        Long.toString(row.getLong(2)),
        Sql.requiredTime(row, 3),
        row.getString(4),
        row.getString(5),
        row.getString(6));
  }

  /**
   * Returns the definitions that were in force last for the unresolved subjects, as far as the
   * history has them and can be read.
   */
  Memory memory(ParsedTables unresolved) throws SQLException {
    Memory memory = new Memory(new HashMap<>(), new HashMap<>());
    SQLException refusal = sql.attempt(() -> recall(unresolved, memory));
    // A node that may not read the history knows less, and turns these flags off.
    return refusal == null ? memory : Memory.NONE;
  }

  private void recall(ParsedTables unresolved, Memory memory) throws SQLException {
    List<String> names =
        unresolved.unresolved().stream().map(HistoryTable::name).distinct().toList();
    for (int i = 0; i < names.size(); i += MAX_NAMES) {
      List<String> part = names.subList(i, Math.min(names.size(), i + MAX_NAMES));
      sql.query(
              "SELECT name, revision, at, by, why, after, kind FROM feature_flag_history"
                  + " WHERE name IN ("
                  + Sql.parameters(part.size())
                  + ") AND after IS NOT NULL ORDER BY revision DESC LIMIT "
                  + MAX_ENTRIES,
              row -> Map.entry(DefinitionKind.of(row.getString(7)), entry(row)),
              part.toArray())
          .forEach(
              found ->
                  StoredColumns.remember(found.getKey(), found.getValue(), unresolved, memory));
    }
  }

  private static String name(String subject) {
    return subject.startsWith("segments.") ? subject.substring("segments.".length()) : subject;
  }

  /** Returns true if the newest entry of a definition is not a removal. */
  boolean isRecorded(DefinitionKind kind, String name) throws SQLException {
    return sql.number(
            "SELECT count(*) FROM feature_flag_history h WHERE h.kind = ? AND h.name = ?"
                + " AND h.after IS NOT NULL AND NOT EXISTS (SELECT 1 FROM feature_flag_history l"
                + " WHERE l.kind = h.kind AND l.name = h.name AND l.revision > h.revision)",
            kind.text(),
            name)
        > 0;
  }

  /** Returns the names that have no row and whose newest entry is not a removal. */
  List<String> gone(DefinitionKind kind) throws SQLException {
    String table = kind == DefinitionKind.FLAG ? "feature_flags" : "feature_flag_segments";
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
