package dev.jackstaff.store;

import dev.jackstaff.model.Condition;
import dev.jackstaff.model.Flag;
import dev.jackstaff.model.FlagSet;
import dev.jackstaff.model.InvalidFlagsException;
import dev.jackstaff.model.InvalidFlagsException.Problem;
import dev.jackstaff.model.Requirement;
import dev.jackstaff.model.Rule;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Makes one right set of rows of which some may be wrong. A row that cannot be taken, whose
 * reference is missing or goes in a circle, or that requires such a row, stays as it was in the set
 * before, together with what it needs there; a flag that was not there is off. Used once.
 */
final class Assembly {
  private static final String SEGMENT = "segments.";

  private final SortedMap<String, Taken<Flag>> flags;
  private final SortedMap<String, Taken<Condition>> segments;
  private final FlagSet before;

  /** Flags of the set before that are only there because they could never be taken. */
  private final Set<String> standInsBefore;

  private final Set<String> standIns = new TreeSet<>();

  /** What is wrong with the rows that cannot be taken, by subject as the model names it. */
  private final Map<String, String> wrong = new LinkedHashMap<>();

  Assembly(
      SortedMap<String, Taken<Flag>> flags,
      SortedMap<String, Taken<Condition>> segments,
      FlagSet before,
      Set<String> standInsBefore) {
    this.flags = flags;
    this.segments = segments;
    this.before = before;
    this.standInsBefore = standInsBefore;
  }

  /** One line for each row that was not taken. */
  List<String> faults() {
    List<String> faults = new ArrayList<>(wrong.size());
    wrong.forEach((subject, why) -> faults.add(subject + ": " + why + "; " + instead(subject)));
    return faults;
  }

  private String instead(String subject) {
    boolean known =
        isKnown(subject)
            || (subject.startsWith(SEGMENT)
                && before.segments().containsKey(subject.substring(SEGMENT.length())));
    return known ? "its last good definition stays in force" : "it is off";
  }

  private boolean isKnown(String flag) {
    return before.find(flag).isPresent() && !standInsBefore.contains(flag);
  }

  /** The flags of the new set that are off because they could never be taken. */
  Set<String> standIns() {
    return standIns;
  }

  FlagSet assemble() {
    segments.values().forEach(taken -> note(SEGMENT + taken.row().name(), taken.fault()));
    flags.values().forEach(taken -> note(taken.row().name(), taken.fault()));
    int known = -1;
    while (known < wrong.size()) {
      known = wrong.size();
      spread();
      FlagSet set = attempt();
      if (set != null) {
        return set;
      }
    }
    standIns.addAll(standInsBefore);
    return before;
  }

  private void note(String subject, @Nullable String fault) {
    if (fault != null) {
      wrong.putIfAbsent(subject, fault);
    }
  }

  /** What refers to a wrong row is wrong as well, and so on. */
  private void spread() {
    int known = -1;
    while (!wrong.isEmpty() && known < wrong.size()) {
      known = wrong.size();
      segments.forEach((name, taken) -> spread(SEGMENT + name, segmentReferences(taken.value())));
      flags.forEach((name, taken) -> spread(name, references(taken.value())));
    }
  }

  private void spread(String subject, Stream<String> references) {
    references
        .filter(wrong::containsKey)
        .findFirst()
        .ifPresent(cause -> note(subject, "refers to " + cause + ", which cannot be taken"));
  }

  private static Stream<String> references(@Nullable Flag flag) {
    return flag == null
        ? Stream.empty()
        : Stream.concat(
            flag.requires().stream().map(Requirement::flag),
            flag.rules().stream().map(Rule::condition).flatMap(Assembly::segmentReferences));
  }

  private static Stream<String> segmentReferences(@Nullable Condition condition) {
    return condition == null ? Stream.empty() : condition.segments().stream().map(SEGMENT::concat);
  }

  private @Nullable FlagSet attempt() {
    try {
      Map<String, Flag> chosen = new TreeMap<>();
      Map<String, Condition> conditions = new TreeMap<>();
      choose(chosen, conditions);
      return FlagSet.of(chosen.values(), conditions);
    } catch (InvalidFlagsException e) {
      e.problems().forEach(this::note);
      return null;
    }
  }

  private void note(Problem problem) {
    String subject = problem.subject();
    if ("segments".equals(subject)) {
      subject = SEGMENT + problem.pointer().substring(1).replace("~1", "/").replace("~0", "~");
    }
    note(subject == null ? "" : subject, problem.message());
  }

  private void choose(Map<String, Flag> chosen, Map<String, Condition> conditions) {
    Deque<String> kept = new ArrayDeque<>();
    segments.forEach(
        (name, taken) -> {
          Condition condition = taken.value();
          if (condition == null || wrong.containsKey(SEGMENT + name)) {
            kept.add(SEGMENT + name);
          } else {
            conditions.put(name, condition);
          }
        });
    flags.forEach(
        (name, taken) -> {
          Flag flag = taken.value();
          if (flag == null || wrong.containsKey(name)) {
            kept.add(name);
          } else {
            chosen.put(name, flag);
          }
        });
    flags.keySet().stream().filter(kept::contains).forEach(name -> off(name, chosen));
    keep(kept, chosen, conditions);
  }

  /** A flag that never had a good definition; one of an impossible name cannot be at all. */
  private void off(String name, Map<String, Flag> chosen) {
    try {
      if (!isKnown(name)) {
        chosen.put(name, Flag.off(name));
        standIns.add(name);
      }
    } catch (InvalidFlagsException e) {
      note(name, e.problems().get(0).message());
    }
  }

  /** Takes definitions from the set before, and what they refer to and nobody else has. */
  private void keep(
      Deque<String> kept, Map<String, Flag> chosen, Map<String, Condition> conditions) {
    while (!kept.isEmpty()) {
      String subject = kept.remove();
      if (subject.startsWith(SEGMENT)) {
        String name = subject.substring(SEGMENT.length());
        Condition condition = before.segments().get(name);
        if (condition != null && conditions.putIfAbsent(name, condition) == null) {
          segmentReferences(condition).forEach(kept::add);
        }
      }
      Flag flag = before.find(subject).orElse(null);
      if (flag != null && chosen.putIfAbsent(subject, flag) == null) {
        references(flag).forEach(kept::add);
      }
    }
  }
}
