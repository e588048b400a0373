package dev.jackstaff.console;

import dev.jackstaff.internal.json.PlainJson;
import dev.jackstaff.internal.web.Fragment;
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

  record RuleList(Html rules) implements Fragment {}

  record RuleFieldset(
      String id, String label, OutcomeFields outcome, Fragment terms, @Nullable Fragment error)
      implements Fragment {}

  record OutcomeFields(
      String label, String id, Html options, @Nullable Object percentage, @Nullable Object variant)
      implements Fragment {}

  record RuleOption(String value, boolean selected, String text) implements Fragment {}

  record JsonCondition(String id, String json) implements Fragment {}

  record TermList(Html terms) implements Fragment {}

  record TermFields(String label, String id, String path, Html operators, String value)
      implements Fragment {}

  Html all(List<?> rules) {
    List<RuleFieldset> all = new ArrayList<>();
    for (int i = 0; i < rules.size(); i++) {
      Map<?, ?> rule = rules.get(i) instanceof Map<?, ?> map ? map : Map.of();
      all.add(rule(Integer.toString(i), "Rule " + (i + 1), rule));
    }
    // An empty rule for a new one; without an outcome it is ignored.
    all.add(rule("new", "New rule", Map.of()));
    return new RuleList(Html.each(all, rule -> rule)).html();
  }

  private RuleFieldset rule(String id, String label, Map<?, ?> rule) {
    return new RuleFieldset(
        id,
        label,
        outcome(id, label, rule),
        terms(id, label, rule.get("if")),
        field.wrong("/rules/" + id, "f-rule-" + id));
  }

  private static OutcomeFields outcome(String id, String label, Map<?, ?> rule) {
    String chosen = chosen(rule);
    Html options =
        Html.join(
            option("", "(no rule)", chosen),
            option("on", "on", chosen),
            option("off", "off", chosen),
            option("percentage", "a percentage", chosen),
            option("variant", "a variant", chosen));
    return new OutcomeFields(label, id, options, rule.get("percentage"), rule.get("variant"));
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

  private static RuleOption option(String value, String text, String chosen) {
    return new RuleOption(value, value.equals(chosen), text);
  }

  private static Fragment terms(String id, String label, @Nullable Object condition) {
    List<ConditionRows.Term> terms = condition == null ? List.of() : ConditionRows.of(condition);
    if (terms == null) {
      String json = condition instanceof String text ? text : PlainJson.pretty(condition);
      return new JsonCondition(id, json);
    }
    List<ConditionRows.Term> rows = new ArrayList<>(terms);
    rows.add(new ConditionRows.Term("", "$eq", ""));
    return new TermList(Html.each(rows, term -> term(id, label, term)));
  }

  private static TermFields term(String id, String label, ConditionRows.Term term) {
    Html operators =
        Html.each(
            ConditionRows.operators(),
            operator -> option(operator, ConditionRows.word(operator), term.operator()));
    return new TermFields(label, id, term.path(), operators, term.value());
  }
}
