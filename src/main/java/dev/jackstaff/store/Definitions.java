package dev.jackstaff.store;

import dev.jackstaff.model.Condition;
import dev.jackstaff.model.Flag;
import dev.jackstaff.model.FlagSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;

/** The rows as they were last read, and the set that they make. Not thread-safe. */
final class Definitions {
  private SortedMap<String, Taken<Flag>> flags = new TreeMap<>();
  private SortedMap<String, Taken<Condition>> segments = new TreeMap<>();
  private FlagSet set = FlagSet.empty();
  private Set<String> standIns = Set.of();
  private List<String> faults = List.of();
  private boolean lost = true;

  /** Puts a set in force that was not read from rows. */
  void seed(FlagSet known) {
    set = known;
  }

  /** The same, to take other rows. */
  Definitions copy() {
    Definitions copy = new Definitions();
    copy.flags = flags;
    copy.segments = segments;
    copy.set = set;
    copy.standIns = standIns;
    copy.faults = faults;
    copy.lost = lost;
    return copy;
  }

  /** Takes all rows; what has not changed is not looked at again. */
  FlagSet take(List<Row> rows) {
    SortedMap<String, Taken<Flag>> newFlags = taken(rows, Kind.FLAG, flags, Taken::flag);
    SortedMap<String, Taken<Condition>> newSegments =
        taken(rows, Kind.SEGMENT, segments, Taken::segment);
    lost |= !newFlags.keySet().containsAll(flags.keySet());
    lost |= !newSegments.keySet().containsAll(segments.keySet());
    return take(newFlags, newSegments);
  }

  /** Takes what one transaction has changed; what it has removed is not lost. */
  FlagSet take(Effect effect) {
    return take(
        changed(flags, effect.flags(), Taken::flag),
        changed(segments, effect.segments(), Taken::segment));
  }

  private FlagSet take(
      SortedMap<String, Taken<Flag>> newFlags, SortedMap<String, Taken<Condition>> newSegments) {
    // Those that were kept are the same objects, which makes this cheap.
    boolean same = flags.equals(newFlags) && segments.equals(newSegments);
    boolean empty = newFlags.isEmpty() && newSegments.isEmpty();
    flags = newFlags;
    segments = newSegments;
    // The empty set of the start was not read.
    if (!same || (empty && !set.equals(FlagSet.empty()))) {
      Assembly assembly = new Assembly(flags, segments, set, standIns);
      set = assembly.assemble();
      standIns = assembly.standIns();
      faults = assembly.faults();
    }
    return set;
  }

  private static <T> SortedMap<String, Taken<T>> taken(
      List<Row> rows, Kind kind, Map<String, Taken<T>> before, Function<Row, Taken<T>> reader) {
    SortedMap<String, Taken<T>> taken = new TreeMap<>();
    for (Row row : rows) {
      if (row.kind() == kind) {
        Taken<T> old = before.get(row.name());
        taken.put(row.name(), old != null && old.row().equals(row) ? old : reader.apply(row));
      }
    }
    return taken;
  }

  private static <T> SortedMap<String, Taken<T>> changed(
      SortedMap<String, Taken<T>> before,
      Map<String, Optional<Row>> rows,
      Function<Row, Taken<T>> reader) {
    SortedMap<String, Taken<T>> changed = new TreeMap<>(before);
    rows.forEach(
        (name, row) ->
            row.map(reader)
                .ifPresentOrElse(taken -> changed.put(name, taken), () -> changed.remove(name)));
    return changed;
  }

  FlagSet set() {
    return set;
  }

  List<String> faults() {
    return faults;
  }

  Stream<Taken<Flag>> flags() {
    return flags.values().stream();
  }

  Stream<Taken<Condition>> segments() {
    return segments.values().stream();
  }

  /** Whether rows have gone, or may have, since this was last asked; asking again says no. */
  boolean takeLost() {
    boolean answer = lost;
    lost = false;
    return answer;
  }
}
