package dev.jackstaff.tools.convert;

import dev.jackstaff.tools.convert.Terms.TextPlace;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Translates JsonLogic, with flagd's own operators, into conditions. */
final class FlagdLogic {
  private final JsonPart evaluators;

  FlagdLogic(JsonPart evaluators) {
    this.evaluators = evaluators;
  }

  /** Returns the evaluator that is referred to, otherwise the part itself. */
  JsonPart resolve(JsonPart json) {
    if (json.isObject() && json.members().containsKey("$ref")) {
      String name = json.get("$ref").text("");
      JsonPart found = evaluators.get(name);
      if (found.isMissing()) {
        json.problem("there is no evaluator '" + name + "'");
      }
      // An evaluator that refers to itself ends here, and is no condition.
      return found;
    }
    return json;
  }

  Map<String, Object> condition(JsonPart part) throws Untranslatable {
    JsonPart json = resolve(part);
    if (json.value() instanceof Boolean always) {
      return always ? Map.of() : Terms.or(List.of());
    }
    if (!json.isObject() || json.members().size() != 1) {
      throw new Untranslatable("only an operator is a condition here");
    }
    String operator = json.members().keySet().iterator().next();
    JsonPart operand = json.get(operator);
    List<JsonPart> all = operand.isList() ? operand.items() : List.of(operand);
    return switch (operator) {
      case "and" -> Terms.and(conditions(all));
      case "or" -> Terms.or(conditions(all));
      case "!" -> Terms.not(condition(all.get(0)));
      case "!!" -> condition(all.get(0));
      case "var" -> truthy(attribute(json));
      case "==", "===" -> compare(all, "$eq", "$eq");
      case "!=", "!==" -> compare(all, "$ne", "$ne");
      case "<" -> compare(all, "$lt", "$gt");
      case "<=" -> compare(all, "$lte", "$gte");
      case ">" -> compare(all, "$gt", "$lt");
      case ">=" -> compare(all, "$gte", "$lte");
      case "in" -> in(all);
      case "starts_with" -> pattern(all, TextPlace.START);
      case "ends_with" -> pattern(all, TextPlace.END);
      case "sem_ver" -> version(all);
      default -> throw new Untranslatable("the operator '" + operator + "' has no counterpart");
    };
  }

  private List<Map<String, Object>> conditions(List<JsonPart> parts) throws Untranslatable {
    List<Map<String, Object>> all = new ArrayList<>();
    for (JsonPart part : parts) {
      all.add(condition(part));
    }
    return all;
  }

  private static Map<String, Object> truthy(String attribute) {
    Map<String, Object> some = Terms.of(attribute, "$nin", Arrays.asList(false, 0, "", null));
    return Map.of("$and", List.of(Terms.exists(attribute), some));
  }

  private static boolean isAttribute(JsonPart json) {
    return json.isObject() && json.members().containsKey("var");
  }

  private static String attribute(JsonPart json) throws Untranslatable {
    JsonPart name = json.get("var");
    if (name.isList() && name.items().size() == 1) {
      name = name.items().get(0);
    }
    if (!(name.value() instanceof String text) || text.isEmpty()) {
      throw new Untranslatable("an attribute is compared by its name alone");
    }
    if (text.startsWith("$flagd.")) {
      throw new Untranslatable("'" + text + "' is no attribute of a user");
    }
    return text.equals("targetingKey") ? "id" : text;
  }

  private static @Nullable Object constant(JsonPart json) throws Untranslatable {
    if (json.isObject()) {
      throw new Untranslatable("an attribute is compared with a constant only");
    }
    return json.value();
  }

  private static Map<String, Object> compare(List<JsonPart> all, String operator, String turned)
      throws Untranslatable {
    if (all.size() == 3 && isAttribute(all.get(1))) {
      String attribute = attribute(all.get(1));
      Map<String, Object> from = Terms.of(attribute, turned, constant(all.get(0)));
      return Terms.and(List.of(from, Terms.of(attribute, operator, constant(all.get(2)))));
    }
    if (all.size() != 2) {
      throw new Untranslatable("a comparison has two operands");
    }
    return isAttribute(all.get(0))
        ? Terms.of(attribute(all.get(0)), operator, constant(all.get(1)))
        : Terms.of(attribute(all.get(1)), turned, constant(all.get(0)));
  }

  /** An attribute in a list, or a text in an attribute that is a text or a list. */
  private static Map<String, Object> in(List<JsonPart> all) throws Untranslatable {
    if (all.size() != 2) {
      throw new Untranslatable("'in' has two operands");
    }
    if (isAttribute(all.get(0))) {
      String attribute = attribute(all.get(0));
      if (all.get(1).value() instanceof List<?> list) {
        return Terms.of(attribute, "$in", list);
      }
      throw new Untranslatable("'in' looks for an attribute in a list only");
    }
    String attribute = attribute(all.get(1));
    if (!(constant(all.get(0)) instanceof String text)) {
      return Terms.of(attribute, "$in", List.of(String.valueOf(constant(all.get(0)))));
    }
    return Terms.or(
        List.of(
            Terms.pattern(attribute, List.of(text), TextPlace.ANYWHERE, false),
            Terms.of(attribute, "$in", List.of(text))));
  }

  private static Map<String, Object> pattern(List<JsonPart> all, TextPlace where)
      throws Untranslatable {
    if (all.size() == 2 && constant(all.get(1)) instanceof String text) {
      return Terms.pattern(attribute(all.get(0)), List.of(text), where, false);
    }
    throw new Untranslatable("the beginning or end of an attribute is compared with a text only");
  }

  private static Map<String, Object> version(List<JsonPart> all) throws Untranslatable {
    if (all.size() != 3 || !(constant(all.get(2)) instanceof String version)) {
      throw new Untranslatable("'sem_ver' needs an attribute, an operator and a version");
    }
    String attribute = attribute(all.get(0));
    String operator = all.get(1).text("");
    return switch (operator) {
      case "=" -> Terms.of(attribute, "$veq", version);
      case "!=" ->
          Terms.and(List.of(Terms.exists(attribute), Terms.of(attribute, "$vne", version)));
      case "<" -> Terms.of(attribute, "$vlt", version);
      case "<=" -> Terms.of(attribute, "$vlte", version);
      case ">" -> Terms.of(attribute, "$vgt", version);
      case ">=" -> Terms.of(attribute, "$vgte", version);
      case "^" -> same(attribute, version, 1);
      case "~" -> same(attribute, version, 2);
      default -> throw new Untranslatable("'sem_ver' has no operator '" + operator + "'");
    };
  }

  /** The first parts of the version are the same. */
  private static Map<String, Object> same(String attribute, String version, int parts)
      throws Untranslatable {
    String[] numbers = version.replaceFirst("^v", "").split("[.+-]", -1);
    if (numbers.length < parts) {
      throw new Untranslatable("'" + version + "' has too few parts");
    }
    String first = String.join("\\.", Arrays.asList(numbers).subList(0, parts));
    return Terms.of(attribute, "$regex", "^v?" + first + "([.+-]|$)");
  }

  /** Returns the attribute in the text that flagd hashes. */
  String bucketedAttribute(JsonPart json, String ifNone) {
    List<JsonPart> parts =
        json.isObject() && json.members().containsKey("cat")
            ? json.get("cat").items()
            : List.of(json);
    for (JsonPart part : parts) {
      try {
        if (isAttribute(part)) {
          return attribute(part);
        }
      } catch (Untranslatable e) {
        // The flag's key beside the attribute: each flag is hashed with its name here as well.
      }
    }
    return ifNone;
  }
}
