package dev.jackstaff.model;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * All flags and segments of an application, in the order of their definitions. The set is validated
 * as a whole. Immutable.
 */
public final class FlagSet {
  private static final FlagSet EMPTY = new FlagSet(List.of(), Map.of(), Map.of());

  private final Map<String, Flag> flags;
  private final Map<String, Condition> segments;
  private final Map<String, List<Schedule.Step>> plans;

  private FlagSet(
      Collection<Flag> flags,
      Map<String, Condition> segments,
      Map<String, List<Schedule.Step>> plans) {
    FlagSetCheck check = new FlagSetCheck(flags, segments, plans);
    this.flags = check.flags();
    this.segments = Collections.unmodifiableMap(new LinkedHashMap<>(segments));
    this.plans = Collections.unmodifiableMap(new LinkedHashMap<>(plans));
    check.done();
  }

  /** {@return the set without flags} */
  public static FlagSet empty() {
    return EMPTY;
  }

  /**
   * {@return a set of flags}
   *
   * @param flags the flags
   * @throws InvalidFlagsException with all problems
   */
  public static FlagSet of(Flag... flags) {
    return of(List.of(flags));
  }

  /**
   * {@return a set of flags}
   *
   * @param flags the flags
   * @throws InvalidFlagsException with all problems
   */
  public static FlagSet of(Collection<Flag> flags) {
    return of(flags, Map.of());
  }

  /**
   * {@return a set of flags and segments}
   *
   * @param flags the flags
   * @param segments the segments by name
   * @throws InvalidFlagsException if two flags have the same name, a required flag or a segment is
   *     unknown, or references are circular or too deep: over 100 steps from flag to flag or 10
   *     from segment to segment
   */
  public static FlagSet of(Collection<Flag> flags, Map<String, Condition> segments) {
    return of(flags, segments, Map.of());
  }

  /**
   * {@return a set of flags, segments and release plans}
   *
   * <p>A schedule that names a plan of the set gets the plan's steps. One that has the steps of a
   * plan from another set keeps them as its own.
   *
   * @param flags the flags
   * @param segments the segments by name
   * @param plans the steps of the release plans by name
   * @throws InvalidFlagsException as above, or if a schedule without steps names an unknown plan, a
   *     plan has no or invalid steps, two flags with parts of one layer could meet, or they do not
   *     bucket by the same attribute
   */
  public static FlagSet of(
      Collection<Flag> flags,
      Map<String, Condition> segments,
      Map<String, List<Schedule.Step>> plans) {
    return new FlagSet(flags, segments, plans);
  }

  /** {@return all flags, in order} */
  public Collection<Flag> flags() {
    return flags.values();
  }

  /** {@return all segments by name, in order} */
  public Map<String, Condition> segments() {
    return segments;
  }

  /** {@return the steps of all release plans by name, in order} */
  public Map<String, List<Schedule.Step>> plans() {
    return plans;
  }

  /** {@return the number of flags} */
  public int size() {
    return flags.size();
  }

  /**
   * {@return the flag of a name, or empty}
   *
   * @param name the name
   */
  public Optional<Flag> find(String name) {
    return Optional.ofNullable(flags.get(name));
  }

  /**
   * {@return this set with a flag added at the end, or replaced in its place}
   *
   * @param flag the flag
   * @throws InvalidFlagsException if the new set is invalid
   */
  public FlagSet with(Flag flag) {
    Map<String, Flag> changed = new LinkedHashMap<>(flags);
    changed.put(flag.name(), flag);
    return of(changed.values(), segments, plans);
  }

  /**
   * {@return this set without a flag}
   *
   * @param name the flag's name
   * @throws InvalidFlagsException if another flag requires it
   */
  public FlagSet without(String name) {
    List<Flag> rest = new ArrayList<>(flags.values());
    rest.removeIf(flag -> flag.name().equals(name));
    return of(rest, segments, plans);
  }

  /**
   * {@return this set with a segment added at the end, or replaced in its place}
   *
   * @param name the segment's name
   * @param condition the condition that holds for its users
   * @throws InvalidFlagsException if the new set is invalid
   */
  public FlagSet withSegment(String name, Condition condition) {
    Map<String, Condition> changed = new LinkedHashMap<>(segments);
    changed.put(name, condition);
    return of(flags.values(), changed, plans);
  }

  /**
   * {@return this set without a segment}
   *
   * @param name the segment's name
   * @throws InvalidFlagsException if a flag or another segment refers to it
   */
  public FlagSet withoutSegment(String name) {
    Map<String, Condition> rest = new LinkedHashMap<>(segments);
    rest.remove(name);
    return of(flags.values(), rest, plans);
  }

  /**
   * {@return whether another object is a set with equal flags in the same order, and with equal
   * segments and plans}
   *
   * @param other the other
   */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof FlagSet set
        && List.copyOf(flags.values()).equals(List.copyOf(set.flags.values()))
        && segments.equals(set.segments)
        && plans.equals(set.plans);
  }

  /** {@return a hash of the flags, segments and plans} */
  @Override
  public int hashCode() {
    return Objects.hash(flags, segments, plans);
  }

  /** {@return the flags' names} */
  @Override
  public String toString() {
    return "FlagSet" + flags.keySet();
  }
}
