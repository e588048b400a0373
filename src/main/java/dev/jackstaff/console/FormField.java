package dev.jackstaff.console;

import dev.jackstaff.internal.web.Fragment;
import dev.jackstaff.internal.web.Html;
import dev.jackstaff.model.InvalidFlagsException.Problem;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes form fields with their labels and the problems that the parser has found in them. */
final class FormField {
  private final List<Problem> problems;
  private final boolean located;
  private final String parent;

  private FormField(List<Problem> problems, boolean located, String parent) {
    this.problems = problems;
    this.located = located;
    this.parent = parent;
  }

  /** Returns the fields of a form, which the problems name by their property. */
  static FormField of(List<Problem> problems) {
    return new FormField(problems, false, "");
  }

  /** Returns the fields of a form with a text, in which the problems have a line and a column. */
  static FormField ofText(List<Problem> problems) {
    return new FormField(problems, true, "");
  }

  /** Returns the fields for the properties of an object, which a JSON pointer names. */
  FormField of(String object) {
    return new FormField(problems, located, object);
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

  /**
   * The problems of one control.
   *
   * @param attributes the control's attributes, which refer to the error; none without a problem
   * @param error the text beside the control, or null
   */
  record Flaw(Html attributes, @Nullable FieldError error) {}

  /**
   * Returns the problems at a JSON pointer or below it.
   *
   * @param id the id of the error without its end
   * @param others the pointers below it that other controls show
   */
  Flaw flaw(String id, String pointer, String... others) {
    List<String> here =
        problems.stream()
            .filter(it -> isAt(it, pointer) && Arrays.stream(others).noneMatch(o -> isAt(it, o)))
            .map(FormField::message)
            .toList();
    return here.isEmpty()
        ? new Flaw(Html.NOTHING, null)
        : new Flaw(
            Html.join(Html.attribute("aria-invalid", "true"), describedBy(id)),
            new FieldError(id, String.join("; ", here)));
  }

  /** Returns the attribute of a group of controls that refers to its error, if there is one. */
  static Html describedBy(@Nullable FieldError error) {
    return error == null ? Html.NOTHING : describedBy(error.id());
  }

  private static Html describedBy(String id) {
    return Html.attribute("aria-describedby", id + "-error");
  }

  /** Escapes a name for a JSON pointer. */
  static String escape(String name) {
    return name.replace("~", "~0").replace("/", "~1");
  }

  private static boolean isAt(Problem problem, String pointer) {
    return problem.pointer().equals(pointer) || problem.pointer().startsWith(pointer + "/");
  }

  Html input(String name, String label, @Nullable Object value, String hint) {
    return input(name, label, value, hint, flaw("f-" + name, parent + "/" + name));
  }

  static Html input(String name, String label, @Nullable Object value, String hint, Flaw flaw) {
    return field(name, label, new TextInput(name, value, flaw.attributes()), hint, flaw);
  }

  Html area(String name, String label, String value, int rows, String hint) {
    Flaw flaw = flaw("f-" + name, parent + "/" + name);
    return field(name, label, new TextArea(name, rows, flaw.attributes(), value), hint, flaw);
  }

  /** Returns a text area for a whole property as JSON. */
  Html json(String property, String label, String value, int rows, String hint) {
    String name = FormValues.JSON + property;
    Flaw flaw = flaw("f-" + name, parent + "/" + property);
    return field(name, label, new TextArea(name, rows, flaw.attributes(), value), hint, flaw);
  }

  Html check(String name, String label, boolean checked) {
    return new Checkbox(name, checked, label).html();
  }

  private static Html field(String name, String label, Fragment control, String hint, Flaw flaw) {
    FieldHint shown = hint.isEmpty() ? null : new FieldHint(hint);
    return new LabelledField(name, label, control, shown, flaw.error()).html();
  }
}
