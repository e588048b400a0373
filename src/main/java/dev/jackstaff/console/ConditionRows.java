package dev.jackstaff.console;

import dev.jackstaff.internal.json.PlainJson;
import dev.jackstaff.model.InvalidFlagsException;
import dev.jackstaff.model.Operator;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The conditions that can be edited row by row: terms that must all be true. This class works on
 * JSON, so that the page can show invalid input again.
 */
final class ConditionRows {
  static final String IN_SEGMENT = "$inSegment";

  private static final String CIDR = Operator.CIDR.text();

  private ConditionRows() {}

  /**
   * One row.
   *
   * @param path the attribute; empty for a segment
   * @param operator the operator as a flag file writes it
   * @param value the value as the user types it
   */
  record Term(String path, String operator, String value) {}

  static List<String> operators() {
    List<String> operators =
        new ArrayList<>(Arrays.stream(Operator.values()).map(Operator::text).toList());
    operators.add(IN_SEGMENT);
    return operators;
  }

  static String word(String operator) {
    return Arrays.stream(Operator.values())
        .filter(known -> known.text().equals(operator))
        .map(ConditionText::word)
        .findFirst()
        .orElse("in segment");
  }

  /** Returns the rows of a condition, or null if rows cannot express it. */
  static @Nullable List<Term> of(@Nullable Object condition) {
    if (!(condition instanceof Map<?, ?> object)) {
      return null;
    }
    List<Term> terms = new ArrayList<>();
    for (Map.Entry<?, ?> entry : object.entrySet()) {
      if (!add(String.valueOf(entry.getKey()), entry.getValue(), terms)) {
        return null;
      }
    }
    return terms;
  }

  private static boolean add(String key, @Nullable Object value, List<Term> terms) {
    if (key.equals(IN_SEGMENT)) {
      return terms.add(new Term("", IN_SEGMENT, shown(IN_SEGMENT, value)));
    }
    if (key.startsWith("$")) {
      return false;
    }
    if (!(value instanceof Map<?, ?> operators)) {
      return terms.add(new Term(key, "$eq", shown("$eq", value)));
    }
    for (Map.Entry<?, ?> entry : operators.entrySet()) {
      String operator = String.valueOf(entry.getKey());
      if (!operators().contains(operator) || operator.equals(IN_SEGMENT)) {
        return false;
      }
      terms.add(new Term(key, operator, shown(operator, entry.getValue())));
    }
    return true;
  }

  private static String shown(String operator, @Nullable Object value) {
    if (value instanceof List<?> list) {
      boolean several = takesList(operator) || (takesOneOrMore(operator) && list.size() != 1);
      boolean simple = several && list.stream().allMatch(ConditionRows::fits);
      return simple
          ? list.stream().map(ConditionRows::scalar).collect(Collectors.joining(", "))
          : PlainJson.write(list);
    }
    return takesText(operator) && value instanceof String text ? text : scalar(value);
  }

  private static boolean takesList(String operator) {
    return Operator.of(operator).filter(Operator::takesList).isPresent();
  }

  private static boolean takesText(String operator) {
    return Operator.of(operator).filter(Operator::takesText).isPresent();
  }

  private static boolean takesOneOrMore(String operator) {
    return operator.equals(IN_SEGMENT) || operator.equals(CIDR);
  }

  private static boolean fits(@Nullable Object item) {
    return !(item instanceof Map || item instanceof List || String.valueOf(item).contains(","));
  }

  /** Returns a string as it is, unless it would then be read as another value. */
  private static String scalar(@Nullable Object value) {
    return value instanceof String text && text.equals(read(text)) && !text.isBlank()
        ? text
        : PlainJson.write(value);
  }

  /** Returns the condition of some rows; rows without attribute and value are ignored. */
  static Map<String, @Nullable Object> condition(List<Term> terms) {
    List<Term> filled = terms.stream().filter(ConditionRows::isFilled).toList();
    Map<String, @Nullable Object> condition = new LinkedHashMap<>();
    for (Term term : filled) {
      if (!put(condition, term)) {
        return one("$and", filled.stream().map(one -> condition(List.of(one))).toList());
      }
    }
    return condition;
  }

  private static boolean isFilled(Term term) {
    return !term.path().isEmpty() || !term.value().isEmpty();
  }

  private static boolean put(Map<String, @Nullable Object> condition, Term term) {
    Object operand = operand(term);
    if (term.operator().equals(IN_SEGMENT)) {
      return condition.putIfAbsent(IN_SEGMENT, operand) == null;
    }
    if (!condition.containsKey(term.path())) {
      boolean equal = term.operator().equals("$eq") && !(operand instanceof Map);
      condition.put(term.path(), equal ? operand : one(term.operator(), operand));
      return true;
    }
    Object present = condition.get(term.path());
    Map<String, @Nullable Object> operators = new LinkedHashMap<>();
    if (present instanceof Map<?, ?> map) {
      map.forEach((name, value) -> operators.put(String.valueOf(name), value));
    } else {
      operators.put("$eq", present);
    }
    boolean first = !operators.containsKey(term.operator());
    operators.put(term.operator(), operand);
    condition.put(term.path(), operators);
    return first;
  }

  private static Map<String, @Nullable Object> one(String operator, @Nullable Object operand) {
    Map<String, @Nullable Object> one = new LinkedHashMap<>();
    one.put(operator, operand);
    return one;
  }

  private static @Nullable Object operand(Term term) {
    if (takesText(term.operator())) {
      return term.value();
    }
    if (takesOneOrMore(term.operator())) {
      List<?> items = list(term.value());
      return items.size() == 1 && !term.value().startsWith("[") ? items.get(0) : items;
    }
    return takesList(term.operator()) ? list(term.value()) : read(term.value());
  }

  private static List<?> list(String text) {
    if (text.startsWith("[") && read(text) instanceof List<?> list) {
      return list;
    }
    return Arrays.stream(text.split(",", -1))
        .map(String::strip)
        .filter(item -> !item.isEmpty())
        .map(ConditionRows::read)
        .toList();
  }

  /** Reads a JSON value; any other text is a string. */
  static @Nullable Object read(String text) {
    // Most values are words, and an exception for each would cost more than everything else.
    if (text.isEmpty() || "{[\"-0123456789tfn".indexOf(text.charAt(0)) < 0) {
      return text;
    }
    try {
      return PlainJson.read(text, "value");
    } catch (InvalidFlagsException notJson) {
      return text;
    }
  }
}
