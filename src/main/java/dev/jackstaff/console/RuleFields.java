package dev.jackstaff.console;

import dev.jackstaff.internal.json.PlainJson;
import dev.jackstaff.internal.web.Html;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The fields of a form's rules: rows of terms where they are sufficient, else JSON. */
final class RuleFields {
  private final FormField field;

  RuleFields(FormField field) {
    this.field = field;
  }

  Html all(List<?> rules) {
    Html html = Html.NOTHING;
    for (int i = 0; i < rules.size(); i++) {
      Map<?, ?> rule = rules.get(i) instanceof Map<?, ?> map ? map : Map.of();
      html = Html.join(html, rule(Integer.toString(i), "Rule " + (i + 1), rule));
    }
    // An empty rule for a new one; without an outcome it is ignored.
    Html blank = rule("new", "New rule", Map.of());
    return Html.of(
        "<div class=\"rules\" data-rules>{}{}</div>"
            + "<p class=\"hint\">A value is text unless it reads as JSON: 18, true, \"18\"."
            + " Several values are separated by commas.</p>",
        html,
        blank);
  }

  private Html rule(String id, String label, Map<?, ?> rule) {
    String pointer = "/rules/" + id;
    return Html.of(
        """
        <fieldset class="rule" data-rule="{}"><legend>{}</legend>
        <input type="hidden" name="rule" value="{}">
        <div class="outcome">{}</div>
        <div class="terms">{}</div>
        {}
        <p class="moves" data-moves hidden><button type="button" class="small" data-move="up">Up</button>
        <button type="button" class="small" data-move="down">Down</button>
        <button type="button" class="small" data-move="out">Remove</button></p>
        </fieldset>
        """,
        id,
        label,
        id,
        outcome(id, label, rule),
        terms(id, label, rule.get("if")),
        field.wrong(pointer, "f-rule-" + id));
  }

  private static Html outcome(String id, String label, Map<?, ?> rule) {
    String chosen = chosen(rule);
    Html options =
        Html.join(
            option("", "(no rule)", chosen),
            option("on", "on", chosen),
            option("off", "off", chosen),
            option("percentage", "a share of", chosen),
            option("variant", "the variant", chosen));
    return Html.of(
        "<label><span class=\"hidden\">{} serves</span><select name=\"rule.{}.outcome\">{}</select>"
            + "</label><label><span>share, %</span><input class=\"number\" inputmode=\"decimal\""
            + " name=\"rule.{}.percentage\" value=\"{}\"></label><label><span>variant</span>"
            + "<input name=\"rule.{}.variant\" value=\"{}\"></label>",
        label, id, options, id, rule.get("percentage"), id, rule.get("variant"));
  }

  static String chosen(Map<?, ?> rule) {
    if (rule.containsKey("percentage")) {
      return "percentage";
    }
    if (rule.containsKey("variant")) {
      return "variant";
    }
    Object enabled = rule.get("enabled");
    return enabled == null ? "" : Boolean.TRUE.equals(enabled) ? "on" : "off";
  }

  private static Html option(String value, String text, String chosen) {
    return Html.of(
        "<option value=\"{}\"{}>{}</option>",
        value,
        Html.flag("selected", value.equals(chosen)),
        text);
  }

  private static Html terms(String id, String label, @Nullable Object condition) {
    List<ConditionRows.Term> terms = condition == null ? List.of() : ConditionRows.of(condition);
    if (terms == null) {
      String json = condition instanceof String text ? text : PlainJson.pretty(condition);
      return Html.of(
          "<label><span>where (as JSON)</span><textarea name=\"rule.{}.json\" rows=\"4\""
              + " spellcheck=\"false\">\n{}</textarea></label>",
          id,
          json);
    }
    List<ConditionRows.Term> rows = new ArrayList<>(terms);
    rows.add(new ConditionRows.Term("", "$eq", ""));
    return Html.of(
        "<p class=\"where\">where all of these hold; none means everybody</p>{}",
        Html.each(rows, term -> term(id, label, term)));
  }

  private static Html term(String id, String label, ConditionRows.Term term) {
    Html operators =
        Html.each(
            ConditionRows.operators(),
            operator ->
                Html.of(
                    "<option value=\"{}\"{}>{}</option>",
                    operator,
                    Html.flag("selected", operator.equals(term.operator())),
                    ConditionRows.word(operator)));
    return Html.of(
        "<div class=\"term\"><input aria-label=\"{}: attribute\" placeholder=\"attribute\""
            + " name=\"rule.{}.path\" value=\"{}\"><select aria-label=\"{}: operator\""
            + " name=\"rule.{}.operator\">{}</select><input aria-label=\"{}: value\""
            + " placeholder=\"value\" name=\"rule.{}.value\" value=\"{}\"></div>",
        label,
        id,
        term.path(),
        label,
        id,
        operators,
        label,
        id,
        term.value());
  }
}
