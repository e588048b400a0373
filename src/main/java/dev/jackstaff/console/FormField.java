package dev.jackstaff.console;

import dev.jackstaff.internal.web.Fragment;
import dev.jackstaff.internal.web.Html;
import dev.jackstaff.model.InvalidFlagsException.Problem;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes form fields with their labels and the problems that the parser has found in them. */
final class FormField {
  private final List<Problem> problems;
  private final boolean located;

  private FormField(List<Problem> problems, boolean located) {
    this.problems = problems;
    this.located = located;
  }

  /** Returns the fields of a form, which the problems name by their property. */
  static FormField of(List<Problem> problems) {
    return new FormField(problems, false);
  }

  /** Returns the fields of a form with a text, in which the problems have a line and a column. */
  static FormField ofText(List<Problem> problems) {
    return new FormField(problems, true);
  }

  record ProblemSummary(Html items) implements Fragment {}

  record ProblemItem(String text) implements Fragment {}

  record LocatedProblem(String line, String column, String text) implements Fragment {}

  record FieldError(String id, String text) implements Fragment {}

  record LabelledField(
      String name,
      String label,
      Fragment control,
      @Nullable FieldHint hint,
      @Nullable FieldError error)
      implements Fragment {}

  record FieldHint(String text) implements Fragment {}

  record TextInput(String name, @Nullable Object value, Html invalid) implements Fragment {}

  record TextArea(String name, int rows, Html invalid, String value) implements Fragment {}

  record Checkbox(String name, boolean checked, String label) implements Fragment {}

  /** Returns all problems, for the top of the page. */
  Html summary() {
    return problems.isEmpty()
        ? Html.NOTHING
        : new ProblemSummary(Html.each(problems, this::item)).html();
  }

  private Fragment item(Problem problem) {
    String place = problem.place() == null ? "" : problem.place();
    String[] parts = place.split(":", -1);
    int length = parts.length;
    boolean hasLine = length >= 3 && parts[length - 1].matches("[0-9]{1,9}");
    return located && hasLine
        ? new LocatedProblem(parts[length - 2], parts[length - 1], message(problem))
        : new ProblemItem(message(problem));
  }

  static String message(Problem problem) {
    return Formats.cut(problem.message(), 1000);
  }

  /** Returns the problems at a JSON pointer or below it; null if there are none. */
  @Nullable FieldError wrong(String pointer, String id) {
    List<Problem> here = problems.stream().filter(p -> isAt(p, pointer)).toList();
    return here.isEmpty()
        ? null
        : new FieldError(id, String.join("; ", here.stream().map(FormField::message).toList()));
  }

  boolean isWrong(String pointer) {
    return problems.stream().anyMatch(problem -> isAt(problem, pointer));
  }

  private static boolean isAt(Problem problem, String pointer) {
    return problem.pointer().equals(pointer) || problem.pointer().startsWith(pointer + "/");
  }

  Html input(String name, String label, @Nullable Object value, String hint) {
    return field(name, label, new TextInput(name, value, invalid(name)), hint);
  }

  Html area(String name, String label, String value, int rows, String hint) {
    return field(name, label, new TextArea(name, rows, invalid(name), value), hint);
  }

  Html check(String name, String label, boolean checked) {
    return new Checkbox(name, checked, label).html();
  }

  private Html invalid(String name) {
    return isWrong("/" + name)
        ? Html.join(
            Html.attribute("aria-invalid", "true"),
            Html.attribute("aria-describedby", "f-" + name + "-error"))
        : Html.NOTHING;
  }

  private Html field(String name, String label, Fragment control, String hint) {
    FieldHint shown = hint.isEmpty() ? null : new FieldHint(hint);
    return new LabelledField(name, label, control, shown, wrong("/" + name, "f-" + name)).html();
  }
}
