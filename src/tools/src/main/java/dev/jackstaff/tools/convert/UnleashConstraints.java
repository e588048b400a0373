package dev.jackstaff.tools.convert;

import dev.jackstaff.tools.convert.Terms.TextPlace;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Translates the constraints of Unleash's strategies and segments into conditions. */
final class UnleashConstraints {
  private UnleashConstraints() {}

  /** Returns the condition that all constraints hold. */
  static Map<String, Object> all(JsonPart constraints) throws Untranslatable {
    List<Map<String, Object>> terms = new ArrayList<>();
    for (JsonPart constraint : constraints.items()) {
      Map<String, Object> term = term(constraint);
      terms.add(constraint.get("inverted").bool(false) ? Terms.not(term) : term);
    }
    return Terms.and(terms);
  }

  private static Map<String, Object> term(JsonPart json) throws Untranslatable {
    String context = json.get("contextName").text("");
    if (context.equals("currentTime")) {
      throw new Untranslatable("a time is no attribute of a user; use a schedule");
    }
    String attribute = attribute(context);
    List<String> values = json.get("values").texts();
    boolean ignoreCase = json.get("caseInsensitive").bool(false);
    String operator = json.get("operator").text("");
    return switch (operator) {
      case "IN" -> Terms.of(attribute, "$in", values);
      case "NOT_IN" -> Terms.of(attribute, "$nin", values);
      case "STR_CONTAINS" -> Terms.pattern(attribute, values, TextPlace.ANYWHERE, ignoreCase);
      case "STR_STARTS_WITH" -> Terms.pattern(attribute, values, TextPlace.START, ignoreCase);
      case "STR_ENDS_WITH" -> Terms.pattern(attribute, values, TextPlace.END, ignoreCase);
      case "NUM_EQ" -> number(attribute, "$eq", json);
      case "NUM_GT" -> number(attribute, "$gt", json);
      case "NUM_GTE" -> number(attribute, "$gte", json);
      case "NUM_LT" -> number(attribute, "$lt", json);
      case "NUM_LTE" -> number(attribute, "$lte", json);
      case "DATE_AFTER" -> Terms.of(attribute, "$after", value(json));
      case "DATE_BEFORE" -> Terms.of(attribute, "$before", value(json));
      case "SEMVER_EQ" -> Terms.of(attribute, "$veq", value(json));
      case "SEMVER_GT" -> Terms.of(attribute, "$vgt", value(json));
      case "SEMVER_LT" -> Terms.of(attribute, "$vlt", value(json));
      default -> throw new Untranslatable("the operator '" + operator + "' is not known here");
    };
  }

  private static Map<String, Object> number(String attribute, String operator, JsonPart json) {
    return Terms.of(attribute, operator, JsonPart.plain(json.get("value").number(0)));
  }

  private static @Nullable Object value(JsonPart json) {
    return json.get("value").text();
  }

  /** Returns the attribute of a field of Unleash's context. */
  static String attribute(String context) {
    return switch (context) {
      case "userId" -> "id";
      case "remoteAddress" -> "remoteAddr";
      default -> context;
    };
  }
}
