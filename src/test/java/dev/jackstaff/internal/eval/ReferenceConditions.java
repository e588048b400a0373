package dev.jackstaff.internal.eval;

import dev.jackstaff.model.Condition;
import dev.jackstaff.model.Operator;
import dev.jackstaff.model.User;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** SEMANTICS, Conditions, read off the page: slow, and sharing no code with what it checks. */
final class ReferenceConditions {
  private static final Pattern NUMBER = Pattern.compile("-?[0-9]+(\\.[0-9]+)?([eE][-+]?[0-9]+)?");
  private static final Pattern DIGITS = Pattern.compile("[0-9]*");

  private final Map<String, Condition> segments;

  ReferenceConditions(Map<String, Condition> segments) {
    this.segments = segments;
  }

  boolean holds(Condition condition, Object subject) {
    if (condition instanceof Condition.All all) {
      return all.of().stream().allMatch(part -> holds(part, subject));
    }
    if (condition instanceof Condition.Any any) {
      return any.of().isEmpty() || any.of().stream().anyMatch(part -> holds(part, subject));
    }
    if (condition instanceof Condition.Not not) {
      return !holds(not.of(), subject);
    }
    if (condition instanceof Condition.InSegment in) {
      return in.names().stream().anyMatch(name -> holds(segments.get(name), subject));
    }
    if (condition instanceof Condition.AnyElement any) {
      return value(any.path(), subject) instanceof List<?> list
          && list.stream().anyMatch(item -> holds(any.element(), item));
    }
    if (condition instanceof Condition.Size size) {
      return value(size.path(), subject) instanceof List<?> list && holds(size.size(), list.size());
    }
    Condition.Compare compare = (Condition.Compare) condition;
    return compares(compare.operator(), value(compare.path(), subject), compare.operand());
  }

  private static Object value(String path, Object subject) {
    Object value = subject;
    for (String step : path.isEmpty() ? new String[0] : path.split("\\.")) {
      if (value instanceof User user) {
        value = step.equals("id") ? user.id() : user.attributes().get(step);
      } else {
        value = value instanceof Map<?, ?> map ? map.get(step) : null;
      }
    }
    return value;
  }

  private static boolean compares(Operator operator, Object value, Object operand) {
    return switch (operator) {
      case EQ -> same(value, operand);
      case NE -> !same(value, operand);
      case LT -> order(value, operand).orElse(0) < 0;
      case LTE -> order(value, operand).orElse(1) <= 0;
      case GT -> order(value, operand).orElse(0) > 0;
      case GTE -> order(value, operand).orElse(-1) >= 0;
      case IN -> in(value, (List<?>) operand);
      case NIN -> !in(value, (List<?>) operand);
      case EXISTS -> (value != null) == (Boolean) operand;
      case REGEX ->
          value instanceof String s && Pattern.compile((String) operand).matcher(s).find();
      case ALL ->
          value instanceof List<?> list
              && ((List<?>) operand)
                  .stream().allMatch(item -> list.stream().anyMatch(it -> same(it, item)));
      case TYPE -> type(value).equals(operand);
      case VEQ -> version(value, operand).orElse(1) == 0;
      case VNE -> version(value, operand).orElse(1) != 0;
      case VLT -> version(value, operand).orElse(0) < 0;
      case VLTE -> version(value, operand).orElse(1) <= 0;
      case VGT -> version(value, operand).orElse(0) > 0;
      case VGTE -> version(value, operand).orElse(-1) >= 0;
    };
  }

  private static boolean in(Object value, List<?> operand) {
    List<Object> values = new ArrayList<>();
    if (value instanceof List<?> list) {
      values.addAll(list);
    } else {
      values.add(value);
    }
    return values.stream().anyMatch(v -> operand.stream().anyMatch(item -> same(v, item)));
  }

  private static boolean same(Object a, Object b) {
    if (a instanceof Number || b instanceof Number) {
      return number(a) != null && number(b) != null && number(a).compareTo(number(b)) == 0;
    }
    if (a instanceof List<?> x && b instanceof List<?> y) {
      for (int i = 0; x.size() == y.size() && i < x.size(); i++) {
        if (!same(x.get(i), y.get(i))) {
          return false;
        }
      }
      return x.size() == y.size();
    }
    if (a instanceof Map<?, ?> x && b instanceof Map<?, ?> y) {
      return x.keySet().equals(y.keySet())
          && x.keySet().stream().allMatch(key -> same(x.get(key), y.get(key)));
    }
    return Objects.equals(a, b);
  }

  private static OptionalInt order(Object a, Object b) {
    if (a instanceof String x && b instanceof String y) {
      return OptionalInt.of(x.compareTo(y));
    }
    BigDecimal x = number(a);
    BigDecimal y = number(b);
    return x == null || y == null ? OptionalInt.empty() : OptionalInt.of(x.compareTo(y));
  }

  private static BigDecimal number(Object value) {
    boolean number = value instanceof Number || value instanceof String;
    return number && NUMBER.matcher(value.toString()).matches()
        ? new BigDecimal(value.toString())
        : null;
  }

  private static String type(Object value) {
    if (value == null) {
      return "null";
    }
    Map<Class<?>, String> types =
        Map.of(
            String.class,
            "string",
            Boolean.class,
            "boolean",
            Number.class,
            "number",
            List.class,
            "array",
            Map.class,
            "object");
    return types.entrySet().stream()
        .filter(entry -> entry.getKey().isInstance(value))
        .findFirst()
        .orElseThrow()
        .getValue();
  }

  private static OptionalInt version(Object a, Object b) {
    return a instanceof String x && b instanceof String y
        ? OptionalInt.of(padded(x).compareTo(padded(y)))
        : OptionalInt.empty();
  }

  /**
   * GrowthBook's own way: a text that sorts as the version does. A part that is empty comes first.
   */
  private static String padded(String version) {
    String core = version.replaceAll("^v|\\+.*$", "");
    List<String> parts = new ArrayList<>(List.of(core.split("[-.]", -1)));
    if (parts.size() == 3) {
      parts.add("~");
    }
    parts.replaceAll(
        part -> {
          Matcher digits = DIGITS.matcher(part);
          return digits.matches() ? " ".repeat(20 - part.length()) + part : part;
        });
    return String.join("-", parts);
  }
}
