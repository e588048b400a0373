package dev.jackstaff.store;

import dev.jackstaff.internal.json.FlagDocument;
import dev.jackstaff.model.Condition;
import dev.jackstaff.model.Flag;
import dev.jackstaff.model.FlagSet;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The definitions in which one set differs from another. Immutable. */
final class SetDifference {
  private final FlagSet before;
  private final List<Flag> flags = new ArrayList<>();
  private final List<String> removedFlags = new ArrayList<>();
  private final Map<String, Condition> segments = new LinkedHashMap<>();
  private final List<String> removedSegments = new ArrayList<>();

  SetDifference(FlagSet before, FlagSet after) {
    this.before = before;
    for (Flag flag : after.flags()) {
      if (!flag.equals(before.find(flag.name()).orElse(null))) {
        flags.add(flag);
      }
    }
    for (Flag flag : before.flags()) {
      if (after.find(flag.name()).isEmpty()) {
        removedFlags.add(flag.name());
      }
    }
    for (Map.Entry<String, Condition> segment : after.segments().entrySet()) {
      if (!segment.getValue().equals(before.segments().get(segment.getKey()))) {
        segments.put(segment.getKey(), segment.getValue());
      }
    }
    for (String segment : before.segments().keySet()) {
      if (!after.segments().containsKey(segment)) {
        removedSegments.add(segment);
      }
    }
  }

  /** Returns the flags that are added or replaced. */
  List<Flag> flags() {
    return flags;
  }

  List<String> removedFlags() {
    return removedFlags;
  }

  /** Returns the segments that are added or replaced. */
  Map<String, Condition> segments() {
    return segments;
  }

  List<String> removedSegments() {
    return removedSegments;
  }

  /** Returns a document with these changes, and the rest of it as it is written. */
  byte[] edit(byte[] document) {
    byte[] edited = FlagDocument.withSegments(document, segments, removedSegments);
    return FlagDocument.withFlags(edited, flags, removedFlags);
  }

  /** Prepares for writing, without the lock. */
  void prepare(Prepared ready) {
    flags.forEach(flag -> ready.put(FlagEdits.withoutPlan(flag)));
    segments.forEach(ready::put);
  }

  /** Returns the names of all flags that are written. */
  List<String> flagNames() {
    List<String> names = new ArrayList<>(removedFlags);
    flags.forEach(flag -> names.add(flag.name()));
    return names;
  }

  /** Returns the names of all segments that are written. */
  List<String> segmentNames() {
    List<String> names = new ArrayList<>(removedSegments);
    names.addAll(segments.keySet());
    return names;
  }

  /**
   * Compares the current definitions with the earlier set.
   *
   * @param flag returns the current flag of a name, or null
   * @param segment returns the current segment of a name, or null
   * @throws StaleRevisionException if a definition that is to be written is no longer as it was
   */
  void expect(
      Function<String, @Nullable Versioned<Flag>> flag,
      Function<String, @Nullable Versioned<Condition>> segment) {
    for (String name : segmentNames()) {
      expect(name, before.segments().get(name), segment.apply(name));
    }
    for (String name : flagNames()) {
      expect(name, before.find(name).orElse(null), flag.apply(name));
    }
  }

  private static void expect(
      String name, @Nullable Object expected, @Nullable Versioned<?> current) {
    if (!Objects.equals(expected, current == null ? null : current.value())) {
      throw new StaleRevisionException(name, "of the given set", current);
    }
  }

  /**
   * Returns a set with these changes.
   *
   * @throws dev.jackstaff.model.InvalidFlagsException if it would be invalid
   */
  FlagSet over(FlagSet current) {
    Map<String, Flag> all = new LinkedHashMap<>();
    current.flags().forEach(flag -> all.put(flag.name(), flag));
    flags.forEach(flag -> all.put(flag.name(), flag));
    all.keySet().removeAll(removedFlags);
    Map<String, Condition> conditions = new LinkedHashMap<>(current.segments());
    conditions.putAll(segments);
    conditions.keySet().removeAll(removedSegments);
    return FlagSet.of(all.values(), conditions, current.plans());
  }
}
