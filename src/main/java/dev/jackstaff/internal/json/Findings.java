package dev.jackstaff.internal.json;

import dev.jackstaff.internal.Spelling;
import dev.jackstaff.internal.json.Text.Spot;
import dev.jackstaff.model.InvalidFlagsException;
import dev.jackstaff.model.InvalidFlagsException.Problem;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Collects what is wrong with a document by JSON Pointer, and finds the places at the end. */
final class Findings {
  private final Tree tree;
  private final String place;
  private final Shape shape;
  private final @Nullable String subject;
  private final List<Finding> findings = new ArrayList<>(0);

  private record Finding(String pointer, boolean atName, boolean named, String message) {}

  private record Located(Spot spot, Problem problem) {}

  /** The subject is that of a single definition, else null. */
  Findings(Tree tree, String place, Shape shape, @Nullable String subject) {
    this.tree = tree;
    this.place = place;
    this.shape = shape;
    this.subject = subject;
  }

  void add(String pointer, boolean atName, String message) {
    findings.add(new Finding(pointer, atName, true, message));
  }

  /** Takes what the model found in a flag; if it is the name, the message says it. */
  void add(String pointer, InvalidFlagsException fault) {
    for (Problem problem : fault.problems()) {
      boolean named = problem.subject() != null;
      boolean atName = problem.pointer().isEmpty();
      findings.add(new Finding(pointer + problem.pointer(), atName, named, problem.message()));
    }
  }

  /** Takes what the model found in the whole set. */
  void add(InvalidFlagsException fault) {
    for (Problem problem : fault.problems()) {
      String pointer = shape.pointer(problem.subject(), problem.pointer());
      boolean named = !"segments".equals(problem.subject());
      boolean atName = problem.pointer().isEmpty() || !named;
      findings.add(new Finding(pointer, atName, named, problem.message()));
    }
  }

  /** Where inside its flag a pointer points, as people write it: {@code rules[0].percentage}. */
  String label(String pointer) {
    String inside = shape.target(pointer).pointer();
    String path = inside.replaceAll("/(\\d+)(?=/|$)", "[$1]").replace('/', '.');
    String label = Shape.unescape(path.startsWith(".") ? path.substring(1) : path);
    return Spelling.shown(label);
  }

  /** Throws all that was found, in the document's order; costs nothing if nothing was. */
  void done() {
    if (findings.isEmpty() && !tree.duplicates() && !Text.suspicious(tree.text())) {
      return;
    }
    List<Located> located = located(new Locations(tree.text()));
    if (!located.isEmpty()) {
      located.sort(Comparator.comparing(Located::spot));
      throw new InvalidFlagsException(located.stream().map(Located::problem).distinct().toList());
    }
  }

  private List<Located> located(Locations locations) {
    List<Located> located = new ArrayList<>();
    for (Finding finding : findings) {
      String pointer = finding.pointer();
      Spot spot = finding.atName() ? locations.name(pointer) : locations.value(pointer);
      located.add(located(pointer, spot, finding.named(), finding.message()));
    }
    for (Locations.Place twice : locations.duplicates()) {
      located.add(located(twice.pointer(), twice.spot(), true, twice(twice.pointer())));
    }
    for (Locations.Place half : locations.halves()) {
      located.add(
          located(half.pointer(), half.spot(), true, "half of a surrogate pair is no character"));
    }
    return located;
  }

  private Located located(String pointer, Spot spot, boolean named, String message) {
    Shape.Target target = shape.target(pointer);
    String name = subject == null ? target.subject() : subject;
    return new Located(
        spot, new Problem(spot.in(place), named ? name : null, target.pointer(), message));
  }

  private String twice(String pointer) {
    Shape.Target target = shape.target(pointer);
    if (target.pointer().isEmpty() && target.subject() != null) {
      return pointer.startsWith(Shape.SEGMENTS + "/") && shape == Shape.LONG
          ? "the segment is defined twice"
          : "the flag is defined twice";
    }
    return label(pointer) + " is there twice";
  }
}
