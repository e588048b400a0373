package dev.jackstaff.tools.convert;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Builds conditions of the flag file. */
final class Terms {
  private Terms() {}

  /** The places in a text where one of several texts is looked for. */
  enum TextPlace {
    ANYWHERE("", ""),
    START("^", ""),
    END("", "$");

    private final String before;
    private final String after;

    TextPlace(String before, String after) {
      this.before = before;
      this.after = after;
    }
  }

  /** Returns the condition that an attribute and an operand are related so. */
  static Map<String, Object> of(String attribute, String operator, @Nullable Object operand) {
    Map<String, @Nullable Object> operators = new LinkedHashMap<>();
    operators.put(operator, operand);
    return Map.of(attribute, operators);
  }

  /** Returns the condition that one of several operands is related so. */
  static Map<String, Object> any(String attribute, String operator, Collection<?> operands) {
    return or(operands.stream().map(operand -> of(attribute, operator, operand)).toList());
  }

  /** Returns the condition that an attribute contains, or begins or ends with, one of the texts. */
  static Map<String, Object> pattern(
      String attribute, Collection<String> texts, TextPlace where, boolean ignoreCase) {
    String quoted = texts.stream().map(Terms::quoted).collect(Collectors.joining("|"));
    String all = texts.size() == 1 ? quoted : "(?:" + quoted + ")";
    // Without texts nothing holds, as in the other systems.
    String pattern = texts.isEmpty() ? "[^\\s\\S]" : where.before + all + where.after;
    return of(attribute, ignoreCase ? "$regexi" : "$regex", pattern);
  }

  /** Escapes the characters that mean something in a pattern. */
  private static String quoted(String text) {
    return text.replaceAll("[\\\\.+*?()\\[\\]{}|^$]", "\\\\$0");
  }

  /** Returns the condition that all of the terms hold; empty without any. */
  static Map<String, Object> and(List<Map<String, Object>> terms) {
    Map<String, Object> all = new LinkedHashMap<>();
    for (Map<String, Object> term : terms) {
      if (term.keySet().stream().anyMatch(all::containsKey)) {
        return Map.of("$and", terms);
      }
      all.putAll(term);
    }
    return all;
  }

  /** Returns the condition that one of the terms holds; never without any. */
  static Map<String, Object> or(List<Map<String, Object>> terms) {
    if (terms.isEmpty()) {
      return Map.of("$nor", List.of(Map.of()));
    }
    return terms.size() == 1 ? terms.get(0) : Map.of("$or", new ArrayList<>(terms));
  }

  static Map<String, Object> not(Map<String, Object> term) {
    return Map.of("$not", term);
  }

  /** Returns the condition that an attribute is there. */
  static Map<String, Object> exists(String attribute) {
    return of(attribute, "$exists", true);
  }
}
