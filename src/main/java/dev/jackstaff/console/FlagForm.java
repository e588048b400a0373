package dev.jackstaff.console;

import dev.jackstaff.internal.json.PlainJson;
import dev.jackstaff.model.InvalidFlagsException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Builds a flag's definition from the fields of a form. It does not validate the values: the parser
 * of flag files reports the problems, as it does for a file.
 */
final class FlagForm {
  private static final Pattern INTEGER = Pattern.compile("[0-9]{1,9}");

  private static final List<String> SCHEDULE_FIELDS = List.of("start", "zone", "steps", "plan");

  private final FormData form;
  private final Map<String, @Nullable Object> definition;

  /**
   * Creates a form over the present definition. Properties that the form does not show are kept.
   */
  private FlagForm(FormData form, Map<String, @Nullable Object> present) {
    this.form = form;
    this.definition = new LinkedHashMap<>(present);
  }

  static Map<String, @Nullable Object> definition(
      FormData form, Map<String, @Nullable Object> present) {
    FlagForm collected = new FlagForm(form, present);
    collected.who();
    collected.about();
    collected.asJson();
    return collected.definition;
  }

  /**
   * Reads the properties that the page has shown as JSON because its fields could not hold them.
   */
  private void asJson() {
    for (String property : form.named(FormValues.JSON)) {
      String text = form.raw(FormValues.JSON + property);
      if (text.isBlank()) {
        definition.remove(property);
      } else {
        definition.put(property, json(text));
      }
    }
  }

  private void who() {
    put("enabled", form.has("enabled") ? true : null);
    put("users", form.lines("users"));
    put("requires", form.lines("requires"));
    put("percentage", form.get("rollout").equals("percentage") ? number("percentage") : null);
    put("schedule", form.get("rollout").equals("schedule") ? schedule() : null);
    put("variants", variants());
    put("rules", rules());
    put("bucketBy", form.get("bucketBy"));
    put("salt", form.get("salt"));
    if (form.has("layer/name")) {
      put("layer", layer());
    }
    if (form.has(GuardFields.SHOWN)) {
      guard();
    }
  }

  /** Sets the guard; one without settings is a guard as well. */
  private void guard() {
    Map<String, @Nullable Object> guard = GuardFields.guard(form);
    if (guard == null) {
      definition.remove("guard");
    } else {
      definition.put("guard", guard);
    }
  }

  private @Nullable Object layer() {
    Map<String, Object> layer = new LinkedHashMap<>();
    layer.put("name", form.get("layer/name"));
    layer.put("from", number("layer/from"));
    layer.put("to", number("layer/to"));
    return layer.values().stream().allMatch(""::equals) ? null : layer;
  }

  private void about() {
    put("type", form.get("type"));
    put("description", form.raw("description").strip());
    put("owner", form.get("owner"));
    put(
        "tags",
        List.of(form.get("tags").split("[,\\s]+")).stream().filter(t -> !t.isEmpty()).toList());
    put("expires", form.get("expires"));
    put("permanent", form.has("permanent") ? true : null);
  }

  private void put(String property, @Nullable Object value) {
    boolean nothing =
        value == null
            || value.equals("")
            || (value instanceof List<?> list && list.isEmpty())
            || (value instanceof Map<?, ?> map && map.isEmpty());
    if (nothing) {
      definition.remove(property);
    } else {
      definition.put(property, value);
    }
  }

  private Object number(String name) {
    return number(form.all(name), 0);
  }

  /** Returns a number, or else the text, which the parser then reports as not a number. */
  private static Object number(List<String> values, int index) {
    String text = at(values, index).replace(',', '.');
    return ConditionRows.read(text) instanceof Number number ? number : text;
  }

  private static String at(List<String> values, int index) {
    return index < values.size() ? values.get(index).strip() : "";
  }

  /** Returns the schedule in the order in which a definition is written. */
  private Map<String, @Nullable Object> schedule() {
    Map<String, @Nullable Object> schedule = new LinkedHashMap<>();
    schedule.put("start", form.get("start"));
    if (!form.get("zone").isEmpty()) {
      schedule.put("zone", form.get("zone"));
    }
    List<Object> steps = steps();
    String plan = form.get("plan");
    if (!plan.isEmpty()) {
      schedule.put("plan", plan);
    }
    if (plan.isEmpty() || !steps.isEmpty()) {
      schedule.put("steps", steps);
    }
    if (definition.get("schedule") instanceof Map<?, ?> present) {
      present.forEach(
          (name, value) -> {
            if (!SCHEDULE_FIELDS.contains(String.valueOf(name))) {
              schedule.put(String.valueOf(name), value);
            }
          });
    }
    return schedule;
  }

  private List<Object> steps() {
    List<Object> steps = new ArrayList<>();
    List<String> offsets = form.all("stepOffset");
    for (int i = 0; i < offsets.size(); i++) {
      String offset = offsets.get(i).strip();
      String percentage = at(form.all("stepPercentage"), i);
      String segment = at(form.all("stepSegment"), i);
      if (!offset.isEmpty() || !percentage.isEmpty() || !segment.isEmpty()) {
        Object when = INTEGER.matcher(offset).matches() ? Integer.valueOf(offset) : offset;
        steps.add(
            List.of(when, segment.isEmpty() ? number(percentages(), i) : audience(segment, i)));
      }
    }
    return steps;
  }

  private List<String> percentages() {
    return form.all("stepPercentage");
  }

  /** Returns an audience; a percentage beside it is kept, so that the parser rejects it. */
  private Map<String, Object> audience(String segment, int step) {
    return at(percentages(), step).isEmpty()
        ? Map.of("segment", segment)
        : Map.of("segment", segment, "percentage", number(percentages(), step));
  }

  private Map<String, Object> variants() {
    Map<String, Object> variants = new LinkedHashMap<>();
    List<String> names = form.all("variantName");
    for (int i = 0; i < names.size(); i++) {
      String name = names.get(i).strip();
      if (!name.isEmpty()) {
        variants.put(name, variant(i));
      }
    }
    return variants;
  }

  private Object variant(int index) {
    Object weight = number(form.all("variantWeight"), index);
    String value = at(form.all("variantValue"), index);
    if (value.isEmpty()) {
      return weight;
    }
    Map<String, @Nullable Object> both = new LinkedHashMap<>();
    both.put("weight", weight);
    both.put("value", ConditionRows.read(value));
    return both;
  }

  /** Returns the rules in the order of the page, whatever their numbers are. */
  private List<Object> rules() {
    List<Object> rules = new ArrayList<>();
    for (String id : form.all("rule")) {
      String prefix = "rule." + id + ".";
      if (!form.get(prefix + "outcome").isEmpty()) {
        rules.add(rule(prefix));
      }
    }
    return rules;
  }

  private Map<String, @Nullable Object> rule(String prefix) {
    Map<String, @Nullable Object> rule = new LinkedHashMap<>();
    rule.put("if", condition(prefix));
    switch (form.get(prefix + "outcome")) {
      case "percentage" -> rule.put("percentage", number(prefix + "percentage"));
      case "variant" -> rule.put("variant", form.get(prefix + "variant"));
      case "on" -> rule.put("enabled", true);
      default -> rule.put("enabled", false);
    }
    return rule;
  }

  private @Nullable Object condition(String prefix) {
    if (form.has(prefix + "json")) {
      return json(form.raw(prefix + "json"));
    }
    List<ConditionRows.Term> terms = new ArrayList<>();
    List<String> operators = form.all(prefix + "operator");
    for (int i = 0; i < operators.size(); i++) {
      String path = at(form.all(prefix + "path"), i);
      terms.add(new ConditionRows.Term(path, operators.get(i), at(form.all(prefix + "value"), i)));
    }
    return ConditionRows.condition(terms);
  }

  /**
   * Parses JSON; other text is returned as it is, and the parser then rejects it at the right
   * place.
   */
  private static @Nullable Object json(String text) {
    try {
      return PlainJson.read(text, "if");
    } catch (InvalidFlagsException notJson) {
      return text;
    }
  }
}
