package dev.jackstaff.model;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Finds circular references, and chains so long that following them could exhaust the stack. Works
 * without recursion for the same reason.
 */
final class ReferenceCheck {
  private static final int MAX_SHOWN = 20;

  private final Map<String, List<String>> edges;
  private final int deepest;
  private final Map<String, Integer> depth = new HashMap<>();

  private ReferenceCheck(Map<String, List<String>> edges, int deepest) {
    this.edges = edges;
    this.deepest = deepest;
  }

  /** A problem with the references of one name. */
  record Fault(String name, String text) {}

  static List<Fault> faults(Map<String, List<String>> edges, int deepest) {
    return new ReferenceCheck(edges, deepest).faults();
  }

  private List<Fault> faults() {
    List<Fault> faults = new ArrayList<>(0);
    for (String name : edges.keySet()) {
      List<String> circle = measure(name);
      if (!circle.isEmpty()) {
        faults.add(new Fault(circle.get(0), "in a circle: " + joined(circle)));
      } else if (depth.getOrDefault(name, 0) == deepest + 1) {
        faults.add(new Fault(name, "over more than " + deepest + " steps"));
      }
    }
    return faults;
  }

  /** Searches depth first with an explicit stack; returns the circle that was found, if any. */
  private List<String> measure(String start) {
    Deque<String> open = new ArrayDeque<>(List.of(start));
    Set<String> path = new LinkedHashSet<>();
    while (!open.isEmpty()) {
      String name = open.peek();
      if (depth.containsKey(name)) {
        open.pop();
      } else if (path.add(name)) {
        for (String next : edges.getOrDefault(name, List.of())) {
          if (path.contains(next)) {
            path.forEach(member -> depth.put(member, 0));
            return circle(path, next);
          }
          open.push(next);
        }
      } else {
        path.remove(name);
        open.pop();
        depth.put(name, measured(name));
      }
    }
    return List.of();
  }

  /** Formats a circle; of a long one, only the beginning and the end. */
  private static String joined(List<String> circle) {
    int size = circle.size();
    if (size <= MAX_SHOWN) {
      return String.join(" → ", circle);
    }
    String end = String.join(" → ", circle.subList(size - 2, size));
    return String.join(" → ", circle.subList(0, MAX_SHOWN - 2)) + " → … → " + end;
  }

  private int measured(String name) {
    List<String> next = edges.getOrDefault(name, List.of());
    return next.stream().mapToInt(other -> depth.getOrDefault(other, 0) + 1).max().orElse(0);
  }

  private static List<String> circle(Set<String> path, String closing) {
    List<String> all = new ArrayList<>(path);
    List<String> circle = new ArrayList<>(all.subList(all.indexOf(closing), all.size()));
    circle.add(closing);
    return circle;
  }
}
