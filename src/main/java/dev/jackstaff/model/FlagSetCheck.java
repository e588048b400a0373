package dev.jackstaff.model;

import dev.jackstaff.internal.Spelling;
import dev.jackstaff.model.InvalidFlagsException.Problem;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Checks what only the whole set can know: names that are used twice, and references. */
final class FlagSetCheck {
  private static final int DEEPEST_REQUIRES = 100;

  /** Fewer, since each may be a condition that is nested deeply itself. */
  private static final int DEEPEST_SEGMENTS = 10;

  private final Map<String, Flag> flags;
  private final Map<String, Condition> segments;
  private final List<Problem> problems = new ArrayList<>(0);

  FlagSetCheck(Collection<Flag> flags, Map<String, Condition> segments) {
    this.flags = unique(flags);
    this.segments = segments;
    requirements();
    segments();
  }

  Map<String, Flag> flags() {
    return Collections.unmodifiableMap(flags);
  }

  void done() {
    if (!problems.isEmpty()) {
      throw new InvalidFlagsException(problems);
    }
  }

  private Map<String, Flag> unique(Collection<Flag> all) {
    Map<String, Flag> byName = new LinkedHashMap<>(all.size() * 2);
    for (Flag flag : all) {
      if (byName.putIfAbsent(flag.name(), flag) != null) {
        problems.add(Problem.of(flag.name(), "", "the flag is defined twice"));
      }
    }
    return byName;
  }

  private void requirements() {
    Map<String, List<String>> edges = new LinkedHashMap<>();
    for (Flag flag : flags.values()) {
      if (!flag.requires().isEmpty()) {
        edges.put(flag.name(), known(flag));
      }
    }
    for (References.Fault fault : References.faults(edges, DEEPEST_REQUIRES)) {
      problems.add(Problem.of(fault.name(), "/requires", "requires flags " + fault.text()));
    }
  }

  private List<String> known(Flag flag) {
    List<String> known = new ArrayList<>();
    for (int i = 0; i < flag.requires().size(); i++) {
      String required = flag.requires().get(i).flag();
      if (flags.containsKey(required)) {
        known.add(required);
      } else {
        String unknown = "requires the unknown flag '" + Spelling.shown(required) + "'";
        String hint = Spelling.suggestion(required, flags.keySet());
        problems.add(Problem.of(flag.name(), "/requires/" + i, unknown + hint));
      }
    }
    return known;
  }

  private void segments() {
    Map<String, List<String>> edges = new LinkedHashMap<>();
    segments.forEach(
        (name, condition) -> {
          String fault = Names.fault(name);
          if (!fault.isEmpty()) {
            problems.add(Problem.of("segments", "/" + FlagCheck.escape(name), fault));
          }
          edges.put(name, known("segments." + name, "", condition));
        });
    for (References.Fault fault : References.faults(edges, DEEPEST_SEGMENTS)) {
      String subject = "segments." + fault.name();
      problems.add(Problem.of(subject, "", "uses segments " + fault.text()));
    }
    for (Flag flag : flags.values()) {
      for (int i = 0; i < flag.rules().size(); i++) {
        known(flag.name(), "/rules/" + i + "/if", flag.rules().get(i).condition());
      }
    }
  }

  private List<String> known(String subject, String pointer, Condition condition) {
    List<String> known = new ArrayList<>();
    for (String name : condition.segments()) {
      if (segments.containsKey(name)) {
        known.add(name);
      } else {
        String unknown = "unknown segment '" + Spelling.shown(name) + "'";
        String hint = Spelling.suggestion(name, segments.keySet());
        problems.add(Problem.of(subject, pointer, unknown + hint));
      }
    }
    return known;
  }
}
