package dev.jackstaff.http;

import dev.jackstaff.model.InvalidFlagsException.Problem;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes form fields with their labels and the problems that the parser has found in them. */
final class ConsoleField {
  private final List<Problem> problems;

  ConsoleField(List<Problem> problems) {
    this.problems = problems;
  }

  /** Returns all problems, for the top of the page. */
  ConsoleHtml summary() {
    return problems.isEmpty()
        ? ConsoleHtml.NOTHING
        : ConsoleHtml.of(
            "<div class=\"banner bad\" role=\"alert\" id=\"problems\"><strong>This cannot be saved"
                + " yet:</strong><ul>{}</ul></div>",
            ConsoleHtml.each(problems, problem -> ConsoleHtml.of("<li>{}</li>", place(problem))));
  }

  private static ConsoleHtml place(Problem problem) {
    String place = problem.place() == null ? "" : problem.place();
    String[] parts = place.split(":", -1);
    int length = parts.length;
    boolean located = length >= 3 && parts[length - 1].matches("[0-9]{1,9}");
    return located
        ? ConsoleHtml.of(
            "<span data-line=\"{}\" data-column=\"{}\">line {}, column {}</span>: {}",
            parts[length - 2],
            parts[length - 1],
            parts[length - 2],
            parts[length - 1],
            message(problem))
        : ConsoleHtml.text(message(problem));
  }

  static String message(Problem problem) {
    return ConsoleText.cut(problem.message(), 1000);
  }

  /** Returns the problems at a JSON pointer or below it. */
  ConsoleHtml wrong(String pointer, String id) {
    List<Problem> here = problems.stream().filter(p -> isAt(p, pointer)).toList();
    return here.isEmpty()
        ? ConsoleHtml.NOTHING
        : ConsoleHtml.of(
            "<p class=\"error\" id=\"{}-error\">{}</p>",
            id,
            String.join("; ", here.stream().map(ConsoleField::message).toList()));
  }

  boolean isWrong(String pointer) {
    return problems.stream().anyMatch(problem -> isAt(problem, pointer));
  }

  private static boolean isAt(Problem problem, String pointer) {
    return problem.pointer().equals(pointer) || problem.pointer().startsWith(pointer + "/");
  }

  ConsoleHtml input(String name, String label, @Nullable Object value, String hint) {
    ConsoleHtml control =
        ConsoleHtml.of(
            "<input id=\"f-{}\" name=\"{}\" value=\"{}\" autocomplete=\"off\"{}>",
            name,
            name,
            value,
            described(name));
    return field(name, label, control, hint);
  }

  ConsoleHtml area(String name, String label, String value, int rows, String hint) {
    ConsoleHtml control =
        ConsoleHtml.of(
            // HTML ignores a newline right after the tag, so there is always one.
            "<textarea id=\"f-{}\" name=\"{}\" rows=\"{}\" spellcheck=\"false\"{}>\n{}</textarea>",
            name,
            name,
            rows,
            described(name),
            value);
    return field(name, label, control, hint);
  }

  ConsoleHtml check(String name, String label, boolean checked) {
    return ConsoleHtml.of(
        "<label class=\"check\"><input type=\"checkbox\" name=\"{}\"{}> {}</label>",
        name,
        ConsoleHtml.flag("checked", checked),
        label);
  }

  private ConsoleHtml described(String name) {
    ConsoleHtml invalid =
        isWrong("/" + name)
            ? ConsoleHtml.of(" aria-invalid=\"true\" aria-describedby=\"f-{}-error\"", name)
            : ConsoleHtml.NOTHING;
    return invalid;
  }

  ConsoleHtml field(String name, String label, ConsoleHtml control, String hint) {
    return ConsoleHtml.of(
        "<div class=\"field\"><label for=\"f-{}\">{}</label>{}{}{}</div>",
        name,
        label,
        control,
        hint.isEmpty() ? ConsoleHtml.NOTHING : ConsoleHtml.of("<p class=\"hint\">{}</p>", hint),
        wrong("/" + name, "f-" + name));
  }
}
