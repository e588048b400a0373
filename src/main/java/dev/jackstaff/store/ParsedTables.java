package dev.jackstaff.store;

import dev.jackstaff.model.Condition;
import dev.jackstaff.model.Flag;
import dev.jackstaff.model.FlagSet;
import dev.jackstaff.store.LenientFlagSet.Memory;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The rows as they were last read, and the set that they make. Immutable. */
final class ParsedTables {
  /** The definitions before anything was read. */
  static final ParsedTables NONE =
      new ParsedTables(new TreeMap<>(), new TreeMap<>(), Memory.NONE, FlagSet.empty());

  /** The number of characters above which the rows are large. */
  private static final long MIN_LARGE = 1_000_000;

  private final SortedMap<String, ParsedRow<Flag>> flags;
  private final SortedMap<String, ParsedRow<Condition>> segments;
  private final Memory memory;
  private final FlagSet set;
  private final List<String> faults;
  private final Set<String> unresolved;

  /**
   * The flags whose rows are not noted in the history, because they are not in force as they are.
   */
  private final Set<String> retreated;

  private ParsedTables(
      SortedMap<String, ParsedRow<Flag>> flags,
      SortedMap<String, ParsedRow<Condition>> segments,
      Memory memory,
      FlagSet set) {
    this.flags = flags;
    this.segments = segments;
    this.memory = memory;
    this.set = set;
    this.faults = List.of();
    this.unresolved = Set.of();
    this.retreated = Set.of();
  }

  private ParsedTables(
      SortedMap<String, ParsedRow<Flag>> flags,
      SortedMap<String, ParsedRow<Condition>> segments,
      Memory before) {
    LenientFlagSet lenient = new LenientFlagSet(flags, segments, before);
    this.flags = flags;
    this.segments = segments;
    this.set = lenient.assemble();
    this.memory = lenient.memory();
    this.faults = lenient.faults();
    this.unresolved = lenient.unresolved();
    this.retreated = Set.copyOf(flags.keySet().stream().filter(lenient::isRetreated).toList());
  }

  /** Returns definitions with a set that was not read from rows. */
  static ParsedTables seeded(FlagSet known) {
    return new ParsedTables(new TreeMap<>(), new TreeMap<>(), Memory.of(known), known);
  }

  /** Returns the same rows, with an additional memory of earlier definitions. */
  ParsedTables remembering(Memory other) {
    return new ParsedTables(flags, segments, memory.under(other));
  }

  /** Returns the definitions of all rows; rows that have not changed are not parsed again. */
  ParsedTables take(List<TableRow> rows) {
    return with(
        taken(rows, DefinitionKind.FLAG, flags, ParsedRow::flag),
        taken(rows, DefinitionKind.SEGMENT, segments, ParsedRow::segment));
  }

  /** Returns the definitions after the changes of one transaction. */
  ParsedTables take(WriteSet effect) {
    return with(changed(flags, effect.flags()), changed(segments, effect.segments()));
  }

  private ParsedTables with(
      SortedMap<String, ParsedRow<Flag>> newFlags,
      SortedMap<String, ParsedRow<Condition>> newSegments) {
    // Rows that were kept are the same objects, so the comparison is cheap. The empty set of the
    // start was not read from rows.
    boolean same = flags.equals(newFlags) && segments.equals(newSegments);
    boolean empty = newFlags.isEmpty() && newSegments.isEmpty();
    return same && (!empty || set.equals(FlagSet.empty()))
        ? this
        : new ParsedTables(newFlags, newSegments, memory);
  }

  private static <T> SortedMap<String, ParsedRow<T>> taken(
      List<TableRow> rows,
      DefinitionKind kind,
      Map<String, ParsedRow<T>> before,
      Function<TableRow, ParsedRow<T>> reader) {
    SortedMap<String, ParsedRow<T>> taken = new TreeMap<>();
    for (TableRow row : rows) {
      if (row.kind() == kind) {
        ParsedRow<T> old = before.get(row.name());
        taken.put(row.name(), old != null && old.row().equals(row) ? old : reader.apply(row));
      }
    }
    return taken;
  }

  private static <T> SortedMap<String, ParsedRow<T>> changed(
      SortedMap<String, ParsedRow<T>> before, Map<String, Optional<ParsedRow<T>>> rows) {
    SortedMap<String, ParsedRow<T>> changed = new TreeMap<>(before);
    rows.forEach(
        (name, row) ->
            row.ifPresentOrElse(taken -> changed.put(name, taken), () -> changed.remove(name)));
    return changed;
  }

  /** Returns true if later rows lack some of these. */
  boolean loses(ParsedTables later) {
    return !later.flags.keySet().containsAll(flags.keySet())
        || !later.segments.keySet().containsAll(segments.keySet());
  }

  FlagSet set() {
    return set;
  }

  List<String> faults() {
    return faults;
  }

  /** Returns the subjects that depend on earlier definitions, as the model names them. */
  Set<String> unresolved() {
    return unresolved;
  }

  /**
   * Returns true if a flag's row is in force with older references, or would be if they were known.
   */
  boolean isRetreated(String flag) {
    return retreated.contains(flag);
  }

  /** Returns the rows of flags that are in force as they are. */
  Stream<ParsedRow<Flag>> flags() {
    return flags.values().stream().filter(taken -> !retreated.contains(taken.row().name()));
  }

  Stream<ParsedRow<Condition>> segments() {
    return segments.values().stream();
  }

  /** Returns the flag of a row, or null if there is none or it cannot be read. */
  @Nullable Flag row(String flag) {
    ParsedRow<Flag> taken = flags.get(flag);
    return taken == null ? null : taken.value();
  }

  /** Returns a flag's row as it was read, or null. */
  @Nullable ParsedRow<Flag> flag(String name) {
    return flags.get(name);
  }

  /** Returns a segment's row as it was read, or null. */
  @Nullable ParsedRow<Condition> segment(String name) {
    return segments.get(name);
  }

  /** Returns true if the rows have so much text that reading them takes a noticeable time. */
  boolean isLarge() {
    return Stream.concat(flags.values().stream(), segments.values().stream())
            .mapToLong(taken -> KnownTexts.length(taken.row()))
            .sum()
        >= MIN_LARGE;
  }

  /** Returns true if a row has not changed since it was read. */
  boolean has(TableRow row) {
    ParsedRow<?> taken = (row.kind() == DefinitionKind.FLAG ? flags : segments).get(row.name());
    return taken != null && taken.row().equals(row);
  }

  /** Returns the revision number of a flag's row as it was read; 0 if there is none. */
  long revision(String flag) {
    ParsedRow<Flag> taken = flags.get(flag);
    return taken == null ? 0 : taken.row().revision();
  }
}
