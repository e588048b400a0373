package dev.jackstaff.console;

import dev.jackstaff.console.FormField.Flaw;
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
      String id,
      Html described,
      String label,
      OutcomeFields outcome,
      Fragment terms,
      @Nullable Fragment error)
      implements Fragment {}

  record OutcomeFields(
      String label,
      String id,
      Html options,
      @Nullable Object percentage,
      Html percentageFlaw,
      @Nullable Object variant,
      Html variantFlaw,
      Html errors)
      implements Fragment {}

  record RuleOption(String value, boolean selected, String text) implements Fragment {}

  record JsonCondition(String id, String json, Html flaw, @Nullable Fragment error)
      implements Fragment {}

  record TermList(Html terms) implements Fragment {}

  record TermFields(
      String label,
      String id,
      String path,
      Html operators,
      String value,
      Html flaw,
      @Nullable Fragment error)
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
    String pointer = "/rules/" + id;
    List<String> shown = new ArrayList<>(List.of(pointer + "/percentage", pointer + "/variant"));
    Fragment terms = terms(id, label, rule.get("if"), shown);
    Flaw rest = field.flaw("f-rule-" + id, pointer, shown.toArray(String[]::new));
    return new RuleFieldset(
        id,
        FormField.describedBy(rest.error()),
        label,
        outcome(id, label, rule),
        terms,
        rest.error());
  }

  private OutcomeFields outcome(String id, String label, Map<?, ?> rule) {
    String chosen = chosen(rule);
    Html options =
        Html.join(
            option("", "(no rule)", chosen),
            option("on", "on", chosen),
            option("off", "off", chosen),
            option("percentage", "a percentage", chosen),
            option("variant", "a variant", chosen));
    String pointer = "/rules/" + id;
    Flaw percentage = field.flaw("f-rule-" + id + "-percentage", pointer + "/percentage");
    Flaw variant = field.flaw("f-rule-" + id + "-variant", pointer + "/variant");
    return new OutcomeFields(
        label,
        id,
        options,
        rule.get("percentage"),
        percentage.attributes(),
        rule.get("variant"),
        variant.attributes(),
        Html.join(percentage.error(), variant.error()));
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

  /**
   * Returns the fields of a condition.
   *
   * @param shown the pointers whose problems have a field of their own, to which this adds some
   */
  private Fragment terms(String id, String label, @Nullable Object condition, List<String> shown) {
    String pointer = "/rules/" + id + "/if";
    List<ConditionRows.Term> terms = condition == null ? List.of() : ConditionRows.of(condition);
    if (terms == null) {
      shown.add(pointer);
      Flaw flaw = field.flaw("f-rule-" + id + "-if", pointer);
      String json = condition instanceof String text ? text : PlainJson.pretty(condition);
      return new JsonCondition(id, json, flaw.attributes(), flaw.error());
    }
    List<TermFields> rows = new ArrayList<>();
    List<String> operators = terms.stream().map(term -> pointer(pointer, term)).toList();
    for (ConditionRows.Term term : terms) {
      Flaw flaw =
          flaw("f-rule-" + id + "-term-" + rows.size(), pointer(pointer, term), operators, shown);
      rows.add(term(id, label, term, flaw));
    }
    Flaw none = new Flaw(Html.NOTHING, null);
    rows.add(term(id, label, new ConditionRows.Term("", "$eq", ""), none));
    return new TermList(Html.each(rows, row -> row));
  }

  /**
   * Returns the problems of a term. An attribute may have several terms; problems that belong to
   * none of their operators are shown at the first.
   *
   * @param operators the pointers of all terms with their operators
   * @param shown as above
   */
  private Flaw flaw(String id, String pointer, List<String> operators, List<String> shown) {
    Flaw own = field.flaw(id, pointer);
    String attribute = pointer.substring(0, pointer.lastIndexOf('/'));
    shown.add(pointer);
    if (own.error() != null || shown.contains(attribute)) {
      return own;
    }
    Flaw all = field.flaw(id, attribute, operators.toArray(String[]::new));
    shown.add(attribute);
    return all;
  }

  private static String pointer(String condition, ConditionRows.Term term) {
    String name = term.path().isEmpty() ? term.operator() : term.path();
    return condition + "/" + FormField.escape(name) + "/" + term.operator();
  }

  private static TermFields term(String id, String label, ConditionRows.Term term, Flaw flaw) {
    Html operators =
        Html.each(
            ConditionRows.operators(),
            operator -> option(operator, ConditionRows.word(operator), term.operator()));
    return new TermFields(
        label, id, term.path(), operators, term.value(), flaw.attributes(), flaw.error());
  }
}
