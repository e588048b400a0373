package dev.jackstaff.internal.json;

import dev.jackstaff.internal.json.LinesAndColumns.Spot;
import dev.jackstaff.model.InvalidFlagsException;
import dev.jackstaff.model.InvalidFlagsException.Problem;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Collects the problems of one document. Rejecting must not cost more than accepting: once the
 * reporting limit is reached, further problems are only counted and their texts are not created.
 * Places are determined at the end, and only for reported problems.
 */
final class DocumentProblems {
  /**
   * The maximum number of problems of a file that cost an exception of the model; reading ends
   * after it.
   */
  private static final int MAX_REFUSALS = 500;

  private final ParsedText tree;
  private final String place;
  private final DocumentForm shape;
  private final @Nullable String subject;
  private final int max;
  private final List<PathProblem> findings = new ArrayList<>(0);
  private int refusals;
  private boolean ended;
  private int more;

  private record PathProblem(List<String> path, boolean atName, boolean named, String message) {}

  private record Located(Spot spot, Problem problem) {}

  /** Thrown to end the reading when no further problem would be reported. */
  private static final class Enough extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private Enough() {
      super(null, null, false, false);
    }
  }

  /** Creates the collector; the subject is that of a single definition, otherwise null. */
  DocumentProblems(
      ParsedText tree,
      String place,
      DocumentForm shape,
      @Nullable String subject,
      Provenance origin) {
    this.tree = tree;
    this.place = place;
    this.shape = shape;
    this.subject = subject;
    this.max = origin.maxProblems();
  }

  /** Returns the value that a reader creates; throws all problems in the document's order. */
  <T> T collect(Supplier<T> reader) {
    T value;
    try {
      value = reader.get();
    } catch (Enough enough) {
      ended = true;
      throw refusal();
    }
    if (!findings.isEmpty() || tree.duplicates() || LinesAndColumns.suspicious(tree.text())) {
      InvalidFlagsException refusal = refusalOrNull();
      if (refusal != null) {
        throw refusal;
      }
    }
    return value;
  }

  boolean isFull() {
    return findings.size() >= max;
  }

  /** Adds a problem; its text is only created if it will be reported. */
  void add(Json value, boolean atName, Supplier<String> message) {
    if (isFull()) {
      more++;
    } else {
      add(new PathProblem(value.path(), atName, true, message.get()));
    }
  }

  private void add(PathProblem finding) {
    findings.add(finding);
    if (max == 1) {
      throw new Enough();
    }
  }

  /** Counts a problem that cost an exception. */
  void refused() {
    if (++refusals >= MAX_REFUSALS) {
      throw new Enough();
    }
  }

  /** Adds the model's problems with a flag; if the problem is the name, the message contains it. */
  void add(Json flag, InvalidFlagsException fault) {
    add(flag, fault, false);
  }

  /** Adds the model's problems with a part of a flag, which does not know its flag. */
  void addPart(Json part, InvalidFlagsException fault) {
    add(part, fault, true);
  }

  private void add(Json value, InvalidFlagsException fault, boolean part) {
    for (Problem problem : fault.problems()) {
      if (isFull()) {
        more++;
      } else {
        boolean atName = problem.pointer().isEmpty();
        List<String> path =
            DocumentForm.joined(value.path(), DocumentForm.tokens(problem.pointer()));
        boolean named = part || problem.subject() != null;
        add(new PathProblem(path, atName, named, problem.message()));
      }
    }
    more += fault.more();
    refused();
  }

  /** Adds the model's problems with the whole set. */
  void add(InvalidFlagsException fault) {
    for (Problem problem : fault.problems()) {
      if (isFull()) {
        more++;
      } else {
        String subject = problem.subject();
        boolean named = !"segments".equals(subject) && !"plans".equals(subject);
        boolean atName = problem.pointer().isEmpty() || !named;
        List<String> path = shape.path(problem.subject(), problem.pointer());
        add(new PathProblem(path, atName, named, problem.message()));
      }
    }
    more += fault.more();
  }

  /**
   * Returns the name of a value inside its flag in the usual notation: {@code rules[0].percentage}.
   */
  String label(Json value) {
    List<String> path = value.path();
    return DocumentForm.label(path, shape.target(path).depth());
  }

  private InvalidFlagsException refusal() {
    InvalidFlagsException refusal = refusalOrNull();
    return refusal == null
        ? LinesAndColumns.refused(place, "the document cannot be read")
        : refusal;
  }

  /** Returns null if no problem was found, neither here nor by scanning the text. */
  private @Nullable InvalidFlagsException refusalOrNull() {
    boolean scan = findings.isEmpty() || max > 1;
    Locations locations =
        new Locations(
            scan && tree.duplicates(), scan && LinesAndColumns.suspicious(tree.text()), max);
    List<Locations.Wanted> wanted = new ArrayList<>(findings.size());
    findings.forEach(finding -> wanted.add(locations.track(finding.path())));
    locations.find(tree.text());
    List<Located> located = new ArrayList<>();
    for (int i = 0; i < findings.size(); i++) {
      PathProblem finding = findings.get(i);
      Locations.Wanted spots = wanted.get(i);
      located.add(located(finding.path(), spots.spot(finding.atName()), finding));
    }
    locations.duplicates().forEach(twice -> located.add(located(twice, twice(twice.path()))));
    String half = "half of a surrogate pair is no character";
    locations.halves().forEach(place -> located.add(located(place, half)));
    return located.isEmpty() ? null : refusal(located, more + locations.more());
  }

  private InvalidFlagsException refusal(List<Located> located, int others) {
    located.sort(Comparator.comparing(Located::spot));
    List<Problem> all = located.stream().map(Located::problem).distinct().toList();
    List<Problem> first = all.subList(0, Math.min(all.size(), max));
    // For a request, the further problems were not counted.
    int rest = max == 1 ? 0 : others + all.size() - first.size();
    return new InvalidFlagsException(first, rest, max == 1 || !ended);
  }

  private Located located(Locations.PathSpot found, String message) {
    return located(found.path(), found.spot(), new PathProblem(found.path(), true, true, message));
  }

  private Located located(List<String> path, Spot spot, PathProblem finding) {
    DocumentForm.PathTarget target = shape.target(path);
    String name = subject == null ? target.subject() : subject;
    String pointer = DocumentForm.pointer(path, target.depth());
    return new Located(
        spot,
        new Problem(spot.in(place), finding.named() ? name : null, pointer, finding.message()));
  }

  private String twice(List<String> path) {
    DocumentForm.PathTarget target = shape.target(path);
    if (target.depth() == path.size() && target.subject() != null) {
      return "the " + target.kind() + " is defined twice";
    }
    return DocumentForm.label(path, target.depth()) + " is there twice";
  }
}
