package dev.jackstaff.model;

import dev.jackstaff.internal.Spelling;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Checks what depends on the whole set: duplicate names, and references. */
final class FlagSetCheck {
  private static final int MAX_REQUIRES_DEPTH = 100;

  /**
   * Lower than the limit for flags, since each condition on the way may itself be deeply nested.
   */
  private static final int MAX_SEGMENTS_DEPTH = 10;

  private final Map<String, Flag> flags;
  private final Map<String, Condition> segments;
  private final Problems problems = new Problems();

  FlagSetCheck(
      Collection<Flag> flags,
      Map<String, Condition> segments,
      Map<String, List<Schedule.Step>> plans) {
    PlanCheck planned = new PlanCheck(plans, segments.keySet(), problems);
    this.flags = unique(flags, planned);
    this.segments = segments;
    requirements();
    segments();
    new LayerCheck(problems).check(this.flags.values());
  }

  Map<String, Flag> flags() {
    return Collections.unmodifiableMap(flags);
  }

  void done() {
    problems.done();
  }

  private Map<String, Flag> unique(Collection<Flag> all, PlanCheck planned) {
    Map<String, Flag> byName = new LinkedHashMap<>(all.size() * 2);
    for (Flag each : all) {
      Flag flag = planned.resolved(each);
      if (byName.putIfAbsent(flag.name(), flag) != null) {
        problems.add(flag.name(), "", "the flag is defined twice");
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
    for (ReferenceCheck.Fault fault : ReferenceCheck.faults(edges, MAX_REQUIRES_DEPTH)) {
      problems.add(fault.name(), "/requires", "requires flags " + fault.text());
    }
  }

  private List<String> known(Flag flag) {
    List<String> known = new ArrayList<>();
    for (int i = 0; i < flag.requires().size(); i++) {
      String required = flag.requires().get(i).flag();
      if (flags.containsKey(required)) {
        known.add(required);
      } else {
        String pointer = "/requires/" + i;
        problems.add(flag.name(), () -> pointer, () -> unknownFlag(required));
      }
    }
    return known;
  }

  private String unknownFlag(String required) {
    String hint = problems.suggestion(required, flags.keySet());
    return "requires the unknown flag '" + Spelling.shown(required) + "'" + hint;
  }

  private void segments() {
    Map<String, List<String>> edges = new LinkedHashMap<>();
    segments.forEach(
        (name, condition) -> {
          String fault = Names.fault(name);
          if (!fault.isEmpty()) {
            problems.add("segments", () -> "/" + FlagCheck.escape(name), () -> fault);
          }
          edges.put(name, known("segments." + name, "", condition));
        });
    for (ReferenceCheck.Fault fault : ReferenceCheck.faults(edges, MAX_SEGMENTS_DEPTH)) {
      String subject = "segments." + fault.name();
      problems.add(subject, "", "uses segments " + fault.text());
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
        problems.add(subject, () -> pointer, () -> unknownSegment(name));
      }
    }
    return known;
  }

  private String unknownSegment(String name) {
    String hint = problems.suggestion(name, segments.keySet());
    return "unknown segment '" + Spelling.shown(name) + "'" + hint;
  }
}
