package dev.jackstaff.console;

import dev.jackstaff.internal.web.Html;
import dev.jackstaff.model.InvalidFlagsException.Problem;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes form fields with their labels and the problems that the parser has found in them. */
final class FormField {
  private final List<Problem> problems;

  FormField(List<Problem> problems) {
    this.problems = problems;
  }

  /** Returns all problems, for the top of the page. */
  Html summary() {
    return problems.isEmpty()
        ? Html.NOTHING
        : Html.of(
            "<div class=\"banner bad\" role=\"alert\" id=\"problems\"><strong>This cannot be saved"
                + " yet:</strong><ul>{}</ul></div>",
            Html.each(problems, problem -> Html.of("<li>{}</li>", place(problem))));
  }

  private static Html place(Problem problem) {
    String place = problem.place() == null ? "" : problem.place();
    String[] parts = place.split(":", -1);
    int length = parts.length;
    boolean located = length >= 3 && parts[length - 1].matches("[0-9]{1,9}");
    return located
        ? Html.of(
            "<span data-line=\"{}\" data-column=\"{}\">line {}, column {}</span>: {}",
            parts[length - 2],
            parts[length - 1],
            parts[length - 2],
            parts[length - 1],
            message(problem))
        : Html.text(message(problem));
  }

  static String message(Problem problem) {
    return Formats.cut(problem.message(), 1000);
  }

  /** Returns the problems at a JSON pointer or below it. */
  Html wrong(String pointer, String id) {
    List<Problem> here = problems.stream().filter(p -> isAt(p, pointer)).toList();
    return here.isEmpty()
        ? Html.NOTHING
        : Html.of(
            "<p class=\"error\" id=\"{}-error\">{}</p>",
            id,
            String.join("; ", here.stream().map(FormField::message).toList()));
  }

  boolean isWrong(String pointer) {
    return problems.stream().anyMatch(problem -> isAt(problem, pointer));
  }

  private static boolean isAt(Problem problem, String pointer) {
    return problem.pointer().equals(pointer) || problem.pointer().startsWith(pointer + "/");
  }

  Html input(String name, String label, @Nullable Object value, String hint) {
    Html control =
        Html.of(
            "<input id=\"f-{}\" name=\"{}\" value=\"{}\" autocomplete=\"off\"{}>",
            name,
            name,
            value,
            described(name));
    return field(name, label, control, hint);
  }

  Html area(String name, String label, String value, int rows, String hint) {
    Html control =
        Html.of(
            // HTML ignores a newline right after the tag, so there is always one.
            "<textarea id=\"f-{}\" name=\"{}\" rows=\"{}\" spellcheck=\"false\"{}>\n{}</textarea>",
            name,
            name,
            rows,
            described(name),
            value);
    return field(name, label, control, hint);
  }

  Html check(String name, String label, boolean checked) {
    return Html.of(
        "<label class=\"check\"><input type=\"checkbox\" name=\"{}\"{}> {}</label>",
        name,
        Html.flag("checked", checked),
        label);
  }

  private Html described(String name) {
    Html invalid =
        isWrong("/" + name)
            ? Html.of(" aria-invalid=\"true\" aria-describedby=\"f-{}-error\"", name)
            : Html.NOTHING;
    return invalid;
  }

  Html field(String name, String label, Html control, String hint) {
    return Html.of(
        "<div class=\"field\"><label for=\"f-{}\">{}</label>{}{}{}</div>",
        name,
        label,
        control,
        hint.isEmpty() ? Html.NOTHING : Html.of("<p class=\"hint\">{}</p>", hint),
        wrong("/" + name, "f-" + name));
  }
}
