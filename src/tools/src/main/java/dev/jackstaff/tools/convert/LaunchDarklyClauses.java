package dev.jackstaff.tools.convert;

import dev.jackstaff.tools.convert.Terms.TextPlace;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Translates the clauses of LaunchDarkly's rules and segments into conditions. */
final class LaunchDarklyClauses {
  private LaunchDarklyClauses() {}

  /** Returns the condition that all clauses hold. */
  static Map<String, Object> all(JsonPart clauses) throws Untranslatable {
    List<Map<String, Object>> terms = new ArrayList<>();
    for (JsonPart clause : clauses.items()) {
      terms.add(clause(clause));
    }
    return Terms.and(terms);
  }

  private static Map<String, Object> clause(JsonPart clause) throws Untranslatable {
    String op = clause.get("op").text("");
    boolean negate = clause.get("negate").bool(false);
    if (op.equals("segmentMatch")) {
      List<String> names = clause.get("values").texts();
      List<String> segments = names.stream().map(ConvertedFlags::newName).toList();
      Map<String, Object> in = Map.of("$inSegment", segments);
      return negate ? Terms.not(in) : in;
    }
    String attribute = attribute(clause.get("contextKind"), clause.get("attribute").text("key"));
    Map<String, Object> term = term(attribute, op, clause.get("values"));
    // A clause on a missing attribute never matches there, negated or not.
    return negate ? Terms.and(List.of(Terms.exists(attribute), Terms.not(term))) : term;
  }

  private static Map<String, Object> term(String attribute, String op, JsonPart values)
      throws Untranslatable {
    List<@Nullable Object> all = new ArrayList<>();
    values.items().forEach(item -> all.add(item.value()));
    return switch (op) {
      case "in" -> Terms.of(attribute, "$in", all);
      case "contains" -> Terms.pattern(attribute, values.texts(), TextPlace.ANYWHERE, false);
      case "startsWith" -> Terms.pattern(attribute, values.texts(), TextPlace.START, false);
      case "endsWith" -> Terms.pattern(attribute, values.texts(), TextPlace.END, false);
      case "matches" -> Terms.any(attribute, "$regex", all);
      case "lessThan" -> Terms.any(attribute, "$lt", all);
      case "lessThanOrEqual" -> Terms.any(attribute, "$lte", all);
      case "greaterThan" -> Terms.any(attribute, "$gt", all);
      case "greaterThanOrEqual" -> Terms.any(attribute, "$gte", all);
      case "before" -> Terms.any(attribute, "$before", all);
      case "after" -> Terms.any(attribute, "$after", all);
      case "semVerEqual" -> Terms.any(attribute, "$veq", all);
      case "semVerLessThan" -> Terms.any(attribute, "$vlt", all);
      case "semVerGreaterThan" -> Terms.any(attribute, "$vgt", all);
      default -> throw new Untranslatable("the operator '" + op + "' is not known here");
    };
  }

  /** Returns the path of an attribute: those of other kinds of contexts lie below their kind. */
  static String attribute(JsonPart contextKind, String reference) {
    String kind = contextKind.text("user");
    String path = reference.startsWith("/") ? reference.substring(1).replace('/', '.') : reference;
    if (kind.equals("user") || kind.isEmpty()) {
      return path.equals("key") ? "id" : path;
    }
    return kind + "." + path;
  }

  /** Adds a segment: those included, and those in a rule unless they are excluded. */
  static void segment(String name, JsonPart json, ConvertedFlags result) {
    List<Map<String, Object>> rules = new ArrayList<>();
    for (JsonPart rule : json.get("rules").items()) {
      try {
        if (!rule.get("weight").isMissing()) {
          throw new Untranslatable("a segment here has no percentage");
        }
        Map<String, Object> condition = all(rule.get("clauses"));
        String fault = result.conditionFault(condition);
        if (!fault.isEmpty()) {
          throw new Untranslatable(fault);
        }
        rules.add(condition);
      } catch (Untranslatable e) {
        result.segmentNote(name, "a rule was left out: " + e.getMessage());
      }
    }
    List<String> included = json.get("included").texts();
    List<String> excluded = json.get("excluded").texts();
    Map<String, Object> byRule = Terms.or(rules);
    if (!excluded.isEmpty() && !rules.isEmpty()) {
      byRule = Terms.and(List.of(byRule, Terms.of("id", "$nin", excluded)));
    }
    List<Map<String, Object>> either = new ArrayList<>();
    if (!included.isEmpty()) {
      either.add(Terms.of("id", "$in", included));
    }
    if (!rules.isEmpty()) {
      either.add(byRule);
    }
    result.segment(ConvertedFlags.newName(name), Terms.or(either));
  }
}
