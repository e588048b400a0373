package dev.jackstaff.console;

import dev.jackstaff.internal.json.PlainJson;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The fields that a browser would send from the form of a definition. The page compares them with
 * the definition to detect what would change on the way: line breaks, blanks, commas, and
 * properties without a field.
 */
final class FormValues {
  /** The prefix of fields that hold a property as JSON. */
  static final String JSON = "json.";

  private static final List<String> TEXTS =
      List.of("bucketBy", "salt", "type", "owner", "expires", "start", "zone");

  private final Map<String, List<String>> fields = new LinkedHashMap<>();

  private FormValues() {}

  /** Returns the properties that the form's fields cannot hold; the form shows them as JSON. */
  static List<String> unfit(Map<String, @Nullable Object> definition) {
    Map<String, @Nullable Object> back =
        FlagForm.definition(of(definition), new LinkedHashMap<>(definition));
    List<String> unfit = new ArrayList<>();
    for (Map.Entry<String, @Nullable Object> property : definition.entrySet()) {
      Object returned = back.get(property.getKey());
      boolean unset = property.getKey().equals("enabled") && returned == null;
      if (!unset && !PlainJson.write(property.getValue()).equals(PlainJson.write(returned))) {
        unfit.add(property.getKey());
      }
    }
    return unfit;
  }

  /** Returns a value as JSON for a text area. Text that is not JSON is the user's input. */
  static String json(@Nullable Object value) {
    String json = PlainJson.pretty(value);
    StringBuilder safe = new StringBuilder(json.length());
    for (int at = 0; at < json.length(); at += Character.charCount(json.codePointAt(at))) {
      int point = json.codePointAt(at);
      if (Character.getType(point) == Character.SURROGATE) {
        safe.append(String.format("\\u%04x", point));
      } else {
        safe.appendCodePoint(point);
      }
    }
    return safe.toString();
  }

  private static FormData of(Map<String, @Nullable Object> definition) {
    FormValues values = new FormValues();
    definition.forEach(values::property);
    values.rollout(definition);
    return FormData.ofLists(values.fields);
  }

  private void property(String name, @Nullable Object value) {
    switch (name) {
      case "enabled", "permanent" -> check(name, value);
      case "users", "requires" -> add(name, area(joined(value, "\n")));
      case "tags" -> add(name, line(joined(value, ", ")));
      case "description" -> add(name, area(String.valueOf(value)));
      case "percentage" -> add(name, line(String.valueOf(value)));
      case "variants" -> variants(value);
      case "rules" -> rules(value);
      case "schedule" -> schedule(value);
      case "layer" -> layer(value);
      case "guard" -> GuardFields.values(value, (field, text) -> add(field, area(text)));
      default -> {
        if (TEXTS.contains(name)) {
          add(name, line(String.valueOf(value)));
        }
      }
    }
  }

  private void check(String name, @Nullable Object value) {
    if (Boolean.TRUE.equals(value)) {
      add(name, "on");
    }
  }

  private void rollout(Map<String, @Nullable Object> definition) {
    boolean scheduled = definition.containsKey("schedule");
    boolean partial = definition.containsKey("percentage");
    add("rollout", scheduled ? "schedule" : partial ? "percentage" : "none");
  }

  private void schedule(@Nullable Object value) {
    if (value instanceof Map<?, ?> schedule) {
      add("start", line(text(schedule.get("start"))));
      add("zone", line(text(schedule.get("zone"))));
      for (Object step : schedule.get("steps") instanceof List<?> steps ? steps : List.of()) {
        List<?> pair = step instanceof List<?> list && list.size() == 2 ? list : List.of("", "");
        add("stepOffset", line(String.valueOf(pair.get(0))));
        Map<?, ?> audience = pair.get(1) instanceof Map<?, ?> map ? map : null;
        Object percentage = audience == null ? pair.get(1) : audience.get("percentage");
        add("stepPercentage", line(text(percentage)));
        add("stepSegment", audience == null ? "" : line(text(audience.get("segment"))));
      }
      add("plan", line(text(schedule.get("plan"))));
    }
  }

  private void layer(@Nullable Object value) {
    if (value instanceof Map<?, ?> layer) {
      for (String part : List.of("name", "from", "to")) {
        add("layer/" + part, line(text(layer.get(part))));
      }
    }
  }

  private void variants(@Nullable Object value) {
    if (value instanceof Map<?, ?> variants) {
      variants.forEach(this::variant);
    }
  }

  private void variant(Object name, @Nullable Object value) {
    Map<?, ?> both = value instanceof Map<?, ?> map ? map : Map.of();
    add("variantName", line(String.valueOf(name)));
    add("variantWeight", line(text(both.isEmpty() ? value : both.get("weight"))));
    boolean valued = both.containsKey("value");
    add("variantValue", valued ? line(PlainJson.write(both.get("value"))) : "");
  }

  private void rules(@Nullable Object value) {
    List<?> rules = value instanceof List<?> list ? list : List.of();
    for (int i = 0; i < rules.size(); i++) {
      if (rules.get(i) instanceof Map<?, ?> rule) {
        rule("rule." + i + ".", Integer.toString(i), rule);
      }
    }
  }

  private void rule(String prefix, String id, Map<?, ?> rule) {
    add("rule", id);
    add(prefix + "outcome", RuleFields.chosen(rule));
    add(prefix + "percentage", line(text(rule.get("percentage"))));
    add(prefix + "variant", line(text(rule.get("variant"))));
    List<ConditionRows.Term> terms = ConditionRows.of(rule.get("if"));
    if (terms == null) {
      add(prefix + "json", area(PlainJson.pretty(rule.get("if"))));
      return;
    }
    for (ConditionRows.Term term : terms) {
      add(prefix + "path", line(term.path()));
      add(prefix + "operator", term.operator());
      add(prefix + "value", line(term.value()));
    }
  }

  private void add(String name, String value) {
    fields.computeIfAbsent(name, n -> new ArrayList<>()).add(value);
  }

  private static String joined(@Nullable Object value, String separator) {
    List<?> list = value instanceof List<?> many ? many : List.of();
    return String.join(separator, list.stream().map(String::valueOf).toList());
  }

  private static String text(@Nullable Object value) {
    return value == null ? "" : String.valueOf(value);
  }

  /** Removes line breaks, as browsers do in the value of an input. */
  private static String line(String value) {
    return page(value).replaceAll("[\r\n]", "");
  }

  /** Normalizes line breaks, as browsers do in a text area. */
  private static String area(String value) {
    return page(value).replaceAll("\r\n?", "\n");
  }

  /** Replaces NUL, which no page contains, and lone surrogates, which no form sends. */
  private static String page(String value) {
    return value.replaceAll("[\\x00\\p{Cs}]", "\uFFFD");
  }
}
