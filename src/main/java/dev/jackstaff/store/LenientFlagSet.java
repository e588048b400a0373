package dev.jackstaff.store;

import dev.jackstaff.internal.Spelling;
import dev.jackstaff.internal.json.Stops;
import dev.jackstaff.model.Condition;
import dev.jackstaff.model.Flag;
import dev.jackstaff.model.FlagSet;
import dev.jackstaff.model.InvalidFlagsException;
import dev.jackstaff.model.InvalidFlagsException.Problem;
import dev.jackstaff.model.Requirement;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Makes one valid set from rows of which some may be invalid. Used once.
 *
 * <p>A table is many documents of one flag, written by people who see only one row. So a set has to
 * be made whatever the rows contain, and two goals conflict: a definition that was good yesterday
 * should stay in force, and the current row should count, above all when it stops a flag. Four
 * rules resolve this:
 *
 * <ol>
 *   <li><b>A row that can be read counts, whatever is wrong with others.</b> Its own properties
 *       (killed, enabled, percentage, users, rules) are never replaced by older ones. A kill that a
 *       store has acknowledged is in a readable row, so it is in force on every node.
 *   <li><b>A missing target of a reference stays as it was.</b> The definition that was taken last
 *       replaces a required flag or a segment whose row is missing, and a row that cannot be read.
 *       A stop in an unreadable row still counts: a kill, a percentage of 0, a fallback that is
 *       off.
 *   <li><b>Invalid references stay as they were</b>: those that form a cycle, for all flags on it,
 *       and those to a target that was never known. Every other property of such a row counts by
 *       the first rule. Such a row is noted in the history when it is in force as it is, not
 *       before.
 *   <li><b>A flag without an earlier definition is off</b>: one that cannot be read and never
 *       could, and one that never had valid references.
 * </ol>
 *
 * <p>Rules 1 and 4 use only the rows, so running nodes and starting nodes agree. Rules 2 and 3 use
 * earlier definitions, which a starting node does not know. It reads them from the history: the
 * definition that a node took last is the one that was noted there last, since every change is
 * noted, and by rule 3 only definitions that were in force are. If the history was trimmed or may
 * not be read, the last known good set of the node's own file is used, and finally rule 4. So nodes
 * may differ only if an earlier definition is nowhere but in their memory, and then the flag is off
 * on the node that knows less.
 */
final class LenientFlagSet {
  private static final String SEGMENT = "segments.";

  private final SortedMap<String, ParsedRow<Flag>> flagRows;
  private final SortedMap<String, ParsedRow<Condition>> segmentRows;
  private final Memory before;

  private final Map<String, Flag> flags = new TreeMap<>();
  private final Map<String, Condition> segments = new TreeMap<>();

  /** A line for each row that is not in force as it is, by subject as the model names it. */
  private final Map<String, String> faults = new LinkedHashMap<>();

  /** The subjects for which something older is in force, or would be if it were known. */
  private final Set<String> unresolved = new TreeSet<>();

  /** The subjects whose references are older than their rows. */
  private final Set<String> retreated = new TreeSet<>();

  private final Set<String> off = new TreeSet<>();

  LenientFlagSet(
      SortedMap<String, ParsedRow<Flag>> flagRows,
      SortedMap<String, ParsedRow<Condition>> segmentRows,
      Memory before) {
    this.flagRows = flagRows;
    this.segmentRows = segmentRows;
    this.before = before;
  }

  /**
   * The definitions that were taken last, by name.
   *
   * @param flags the flags, including those that are kept only because others refer to them
   * @param segments the segments
   */
  record Memory(Map<String, Flag> flags, Map<String, Condition> segments) {
    static final Memory NONE = new Memory(Map.of(), Map.of());

    static Memory of(FlagSet set) {
      Map<String, Flag> flags = new HashMap<>();
      set.flags().forEach(flag -> flags.put(flag.name(), flag));
      return new Memory(flags, set.segments());
    }

    /** Returns the other memory, completed by this one where the other has no definition. */
    Memory under(Memory other) {
      Map<String, Flag> allFlags = new HashMap<>(flags);
      allFlags.putAll(other.flags);
      Map<String, Condition> allSegments = new HashMap<>(segments);
      allSegments.putAll(other.segments);
      return new Memory(allFlags, allSegments);
    }
  }

  FlagSet assemble() {
    segmentRows.values().forEach(this::chooseSegment);
    flagRows.values().forEach(this::chooseFlag);
    while (true) {
      complete();
      try {
        return FlagSet.of(flags.values(), segments);
      } catch (InvalidFlagsException e) {
        e.problems().forEach(this::retreat);
      }
    }
  }

  /** Returns one line for each row that is not in force as it is. */
  List<String> faults() {
    List<String> lines = new ArrayList<>(faults.size());
    faults.forEach((subject, line) -> lines.add(subject + ": " + line));
    return lines;
  }

  /** Returns the subjects that depend on earlier definitions, as the model names them. */
  Set<String> unresolved() {
    return unresolved;
  }

  /** Returns true if a flag's row is in force with older references. */
  boolean isRetreated(String flag) {
    return retreated.contains(flag) || off.contains(flag);
  }

  /** Returns the definitions that a later set falls back on. */
  Memory memory() {
    Map<String, Flag> known = new HashMap<>(flags);
    known.keySet().removeAll(off);
    off.forEach(name -> putIfKnown(known, name, before.flags().get(name)));
    Map<String, Condition> conditions = new HashMap<>(segments);
    segmentRows.keySet().forEach(name -> putIfKnown(conditions, name, before.segments().get(name)));
    return new Memory(known, conditions);
  }

  private static <T> void putIfKnown(Map<String, T> map, String name, @Nullable T value) {
    if (value != null) {
      map.putIfAbsent(name, value);
    }
  }

  private void chooseSegment(ParsedRow<Condition> taken) {
    String name = taken.row().name();
    Condition condition = taken.value();
    if (condition == null) {
      unresolved.add(SEGMENT + name);
      condition = before.segments().get(name);
      fault(SEGMENT + name, String.valueOf(taken.fault()), condition != null);
    }
    putIfKnown(segments, name, condition);
  }

  private void chooseFlag(ParsedRow<Flag> taken) {
    String name = taken.row().name();
    Flag flag = taken.value();
    if (flag != null) {
      flags.put(name, flag);
      return;
    }
    unresolved.add(name);
    Flag last = before.flags().get(name);
    fault(name, String.valueOf(taken.fault()), last != null);
    if (last == null) {
      off(name);
    } else {
      flags.put(name, taken.stopped(last));
    }
  }

  private void fault(String subject, String why, boolean known) {
    faults.putIfAbsent(
        subject, why + (known ? "; its last good definition stays in force" : "; it is off"));
  }

  /** Turns a flag off; one with an impossible name is left out. */
  private void off(String name) {
    try {
      flags.put(name, Flag.off(name));
      off.add(name);
    } catch (InvalidFlagsException e) {
      flags.remove(name);
    }
  }

  /** Adds referenced definitions without a row, until none is missing. */
  private void complete() {
    boolean changed = true;
    while (changed) {
      changed = false;
      for (Map.Entry<String, Condition> each : List.copyOf(segments.entrySet())) {
        String name = each.getKey();
        if (!hasSegments(SEGMENT + name, each.getValue().segments())) {
          segments.remove(name);
          changed = true;
        }
      }
      for (Flag flag : List.copyOf(flags.values())) {
        boolean rules = hasSegments(flag.name(), flag.segments());
        boolean requires = hasFlags(flag.name(), requiredBy(flag));
        if (!rules || !requires) {
          retreat(flag, !rules);
          changed = true;
        }
      }
    }
  }

  private boolean hasSegments(String subject, Collection<String> names) {
    boolean whole = true;
    for (String name : names) {
      if (!segments.containsKey(name)) {
        String what = "uses the unknown segment '" + Spelling.shown(name) + "'";
        Condition last = before.segments().get(name);
        missing(subject, SEGMENT + name, what, last != null);
        putIfKnown(segments, name, last);
        whole &= last != null;
      }
    }
    return whole;
  }

  private boolean hasFlags(String subject, Collection<String> names) {
    boolean whole = true;
    for (String name : names) {
      if (!flags.containsKey(name)) {
        String what = "requires the unknown flag '" + Spelling.shown(name) + "'";
        Flag last = before.flags().get(name);
        missing(subject, name, what, last != null);
        putIfKnown(flags, name, last);
        whole &= last != null;
      }
    }
    return whole;
  }

  private void missing(String subject, String reference, String what, boolean known) {
    unresolved.add(reference);
    boolean retreats = before.flags().containsKey(subject);
    String instead =
        known
            ? "; its last good definition stays in force"
            : retreats ? "; what it referred to before stays in force" : "; it is off";
    faults.putIfAbsent(subject, what + instead);
  }

  private static List<String> requiredBy(Flag flag) {
    return flag.requires().stream().map(Requirement::flag).toList();
  }

  /**
   * Falls back on older references, or turns a flag off; the set is smaller or older afterwards.
   */
  private void retreat(Problem problem) {
    String subject = String.valueOf(problem.subject());
    if (subject.startsWith(SEGMENT)) {
      retreatSegments(subject.substring(SEGMENT.length()), problem.message());
    } else if (flags.containsKey(subject)) {
      retreatFlags(subject, problem.message());
    } else {
      // The problem is about a segment with an impossible name.
      segments.keySet().removeIf(name -> !flags.containsKey(name) && isBad(name));
    }
  }

  private static boolean isBad(String name) {
    try {
      Flag.off(name);
      return false;
    } catch (InvalidFlagsException e) {
      return true;
    }
  }

  /** Falls back on older references once; then turns the flag off. */
  private void retreat(Flag flag, boolean rules) {
    Flag last = before.flags().get(flag.name());
    unresolved.add(flag.name());
    if (last == null || !retreated.add(flag.name())) {
      off(flag.name());
    } else {
      flags.put(flag.name(), older(flag, last, rules));
    }
  }

  private static Flag older(Flag flag, Flag last, boolean rules) {
    Flag.Builder older = flag.toBuilder().requires(last.requires()).layer(last.layer());
    try {
      return (rules ? older.rules(last.rules()) : older).build();
    } catch (InvalidFlagsException e) {
      // The rules name variants that the flag no longer has.
      return ParsedRow.stopped(last, Stops.of(flag), flag.enabled());
    }
  }

  private void retreatFlags(String start, String why) {
    Set<String> members =
        circle(start, name -> flags.containsKey(name) ? requiredBy(flag(name)) : List.of());
    boolean older = false;
    for (String name : members) {
      unresolved.add(name);
      Flag last = before.flags().get(name);
      if (last != null && retreated.add(name)) {
        Flag old = older(flag(name), last, false);
        older |= !old.equals(flags.put(name, old));
      }
    }
    boolean known = older;
    members.forEach(name -> putFault(name, why, known));
    if (!older) {
      members.forEach(this::off);
    }
  }

  private void putFault(String subject, String why, boolean known) {
    faults.putIfAbsent(
        subject, why + (known ? "; what it referred to before stays in force" : "; it is off"));
  }

  private Flag flag(String name) {
    return Objects.requireNonNull(flags.get(name));
  }

  private void retreatSegments(String start, String why) {
    Set<String> members =
        circle(
            start,
            name -> {
              Condition condition = segments.get(name);
              return condition == null ? List.of() : condition.segments();
            });
    boolean older = false;
    for (String name : members) {
      unresolved.add(SEGMENT + name);
      Condition last = before.segments().get(name);
      if (last != null && retreated.add(SEGMENT + name)) {
        older |= !last.equals(segments.put(name, last));
      }
    }
    boolean known = older;
    members.forEach(name -> putFault(SEGMENT + name, why, known));
    if (!older) {
      segments.keySet().removeAll(members);
    }
  }

  /** Returns the names on a cycle through the start, including the start itself. */
  private static Set<String> circle(String start, Function<String, Collection<String>> next) {
    Map<String, Set<String>> comingFrom = new HashMap<>();
    Deque<String> open = new ArrayDeque<>(List.of(start));
    Set<String> seen = new LinkedHashSet<>(open);
    while (!open.isEmpty()) {
      String name = open.remove();
      for (String to : next.apply(name)) {
        comingFrom.computeIfAbsent(to, any -> new LinkedHashSet<>()).add(name);
        if (seen.add(to)) {
          open.add(to);
        }
      }
    }
    Set<String> members = new LinkedHashSet<>();
    open.add(start);
    while (!open.isEmpty()) {
      String name = open.remove();
      if (members.add(name)) {
        open.addAll(comingFrom.getOrDefault(name, Set.of()));
      }
    }
    return members;
  }
}
