package dev.jackstaff.tools.convert;

import dev.jackstaff.tools.convert.Terms.TextPlace;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Translates the conditions of ConfigCat's rules and segments. A condition on a missing attribute
 * never holds there, negated or not.
 */
final class ConfigCatConditions {
  private final Map<Integer, String> segments = new HashMap<>();
  private final Map<Integer, Set<String>> attributes = new HashMap<>();

  ConfigCatConditions(JsonPart all, ConvertedFlags result) {
    int index = 0;
    for (JsonPart segment : all.items()) {
      String name = ConvertedFlags.newName(segment.get("n").text("segment-" + index));
      List<Map<String, Object>> terms = new ArrayList<>();
      Set<String> used = new HashSet<>();
      try {
        for (JsonPart condition : segment.get("r").items()) {
          terms.add(user(condition));
          used.add(attribute(condition.get("a").text("")));
        }
        Map<String, Object> condition = Terms.and(terms);
        String fault = result.conditionFault(condition);
        if (!fault.isEmpty()) {
          throw new Untranslatable(fault);
        }
        result.segment(name, condition);
        segments.put(index, name);
        attributes.put(index, used);
      } catch (Untranslatable e) {
        result.segmentNote(name, String.valueOf(e.getMessage()));
      }
      index++;
    }
  }

  Map<String, Object> all(JsonPart conditions) throws Untranslatable {
    List<Map<String, Object>> terms = new ArrayList<>();
    for (JsonPart condition : conditions.items()) {
      if (!condition.get("u").isMissing()) {
        terms.add(user(condition.get("u")));
      } else if (!condition.get("s").isMissing()) {
        terms.add(segment(condition.get("s")));
      } else {
        throw new Untranslatable("only a whole flag requires another one here, not a rule");
      }
    }
    return Terms.and(terms);
  }

  private Map<String, Object> segment(JsonPart json) throws Untranslatable {
    int index = (int) json.get("s").number(-1);
    String name = segments.get(index);
    if (name == null) {
      throw new Untranslatable("there is no segment " + index + " that could be translated");
    }
    Map<String, Object> in = Map.of("$inSegment", name);
    if (json.get("c").number(0) == 0) {
      return Map.of("$and", List.of(in));
    }
    List<Map<String, Object>> out = new ArrayList<>();
    attributes.getOrDefault(index, Set.of()).forEach(it -> out.add(Terms.exists(it)));
    out.add(Terms.not(in));
    return Map.of("$and", out);
  }

  private static Map<String, Object> user(JsonPart json) throws Untranslatable {
    String attribute = attribute(json.get("a").text(""));
    int comparator = (int) json.get("c").number(-1);
    List<String> list = json.get("l").texts();
    String text = json.get("s").text("");
    return switch (comparator) {
      case 0 -> Terms.of(attribute, "$in", list);
      case 1 -> present(attribute, Terms.of(attribute, "$nin", list));
      case 2 -> Terms.pattern(attribute, list, TextPlace.ANYWHERE, false);
      case 3 -> none(attribute, Terms.pattern(attribute, list, TextPlace.ANYWHERE, false));
      case 4 -> Terms.any(attribute, "$veq", list);
      case 5 ->
          Terms.and(
              List.of(
                  Terms.of(attribute, "$vgte", "0.0.0-0"),
                  Terms.not(Terms.any(attribute, "$veq", list))));
      case 6 -> Terms.of(attribute, "$vlt", text);
      case 7 -> Terms.of(attribute, "$vlte", text);
      case 8 -> Terms.of(attribute, "$vgt", text);
      case 9 -> Terms.of(attribute, "$vgte", text);
      case 10 -> number(attribute, "$eq", json);
      case 11 -> Terms.or(List.of(number(attribute, "$lt", json), number(attribute, "$gt", json)));
      case 12, 18 -> number(attribute, "$lt", json);
      case 13 -> number(attribute, "$lte", json);
      case 14, 19 -> number(attribute, "$gt", json);
      case 15 -> number(attribute, "$gte", json);
      case 28 -> Terms.of(attribute, "$in", List.of(text));
      case 29 -> present(attribute, Terms.of(attribute, "$nin", List.of(text)));
      case 30 -> Terms.pattern(attribute, list, TextPlace.START, false);
      case 31 -> none(attribute, Terms.pattern(attribute, list, TextPlace.START, false));
      case 32 -> Terms.pattern(attribute, list, TextPlace.END, false);
      case 33 -> none(attribute, Terms.pattern(attribute, list, TextPlace.END, false));
      case 34 -> array(attribute, "$in", list);
      case 35 -> array(attribute, "$nin", list);
      case 16, 17, 20, 21, 22, 23, 24, 25, 26, 27 ->
          throw new Untranslatable(
              "its values are hashed in the file; choose a comparator without hashing first");
      default -> throw new Untranslatable("the comparator " + comparator + " is not known here");
    };
  }

  private static Map<String, Object> number(String attribute, String operator, JsonPart json) {
    return Terms.of(attribute, operator, JsonPart.plain(json.get("d").number(0)));
  }

  /** Returns a condition that holds for lists only. */
  private static Map<String, Object> array(String attribute, String operator, Object list) {
    Map<String, Object> type = Terms.of(attribute, "$type", "array");
    return Map.of("$and", List.of(type, Terms.of(attribute, operator, list)));
  }

  private static Map<String, Object> present(String attribute, Map<String, Object> term) {
    return Map.of("$and", List.of(Terms.exists(attribute), term));
  }

  private static Map<String, Object> none(String attribute, Map<String, Object> term) {
    return present(attribute, Terms.not(term));
  }

  static String attribute(String name) {
    return name.equals("Identifier") ? "id" : name;
  }
}
