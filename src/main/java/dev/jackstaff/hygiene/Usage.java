package dev.jackstaff.hygiene;

import dev.jackstaff.internal.jdbc.Database;
import dev.jackstaff.internal.jdbc.SharedDatabases;
import dev.jackstaff.store.FlagStore;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The use of flags, over all nodes. Immutable.
 *
 * @param days the days, in UTC, on which an application used these flags, with the number of
 *     requests
 * @param flags the use of each name that was defined or checked, by name
 */
public record Usage(SortedMap<LocalDate, Long> days, SortedMap<String, FlagUsage> flags) {
  /** The usage if nothing is known. */
  public static final Usage NONE = new Usage(new TreeMap<>(), new TreeMap<>());

  /**
   * Copies the maps.
   *
   * @param days as above
   * @param flags as above
   */
  public Usage {
    days = Collections.unmodifiableSortedMap(new TreeMap<>(days));
    flags = Collections.unmodifiableSortedMap(new TreeMap<>(flags));
  }

  static Usage of(Collection<UsageLine> lines, Map<LocalDate, Long> days) {
    NavigableMap<String, List<UsageLine>> byFlag = new TreeMap<>();
    lines.forEach(line -> byFlag.computeIfAbsent(line.flag(), n -> new ArrayList<>()).add(line));
    NavigableMap<String, FlagUsage> flags = new TreeMap<>();
    byFlag.forEach((flag, all) -> flags.put(flag, FlagUsage.of(flag, all)));
    return new Usage(new TreeMap<>(days), flags);
  }

  /**
   * {@return the usage that all nodes have written to a store; {@link #NONE} if it is not a
   * database}
   *
   * @param store the store
   * @throws SQLException if the store cannot be read, or has no table of usage
   */
  public static Usage of(FlagStore store) throws SQLException {
    Database database = SharedDatabases.of(store).orElse(null);
    return database == null ? NONE : new DatabaseUsageStore(database, "").read();
  }

  /**
   * {@return the use of one name, or empty if it was neither defined nor checked}
   *
   * @param flag the name
   */
  public Optional<FlagUsage> of(String flag) {
    return Optional.ofNullable(flags.get(flag));
  }

  /** {@return the start of the first day with usage, or empty if there is none} */
  public Optional<Instant> since() {
    return days.isEmpty()
        ? Optional.empty()
        : Optional.of(days.firstKey().atStartOfDay(ZoneOffset.UTC).toInstant());
  }

  /**
   * {@return the number of days after the day of an instant on which an application ran}
   *
   * @param at the instant
   */
  public int daysAfter(Instant at) {
    return days.tailMap(LocalDate.ofInstant(at, ZoneOffset.UTC).plusDays(1)).size();
  }
}
