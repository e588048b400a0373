package dev.jackstaff.internal.eval;

import dev.jackstaff.model.Condition;
import dev.jackstaff.model.Operator;
import dev.jackstaff.model.User;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** SEMANTICS, Conditions, read off the page: slow, and sharing no code with what it checks. */
final class ReferenceConditions {
  private static final Pattern NUMBER =
      Pattern.compile("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][-+]?[0-9]+)?");

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
        value = value instanceof Map<?, ?> map ? map.get(step) : item(value, step);
      }
    }
    return value;
  }

  private static Object item(Object value, String step) {
    if (!(value instanceof List<?> list) || !step.matches("[0-9]{1,9}")) {
      return null;
    }
    int index = Integer.parseInt(step);
    return index < list.size() ? list.get(index) : null;
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
      case INI -> in(lower(value), (List<?>) lower(operand));
      case NINI -> !in(lower(value), (List<?>) lower(operand));
      case ALLI -> compares(Operator.ALL, lower(value), lower(operand));
      case REGEXI ->
          value instanceof String s
              && Pattern.compile((String) operand, Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE)
                  .matcher(s)
                  .find();
      case CIDR ->
          value instanceof String s
              && (operand instanceof List<?> list ? list : List.of(operand))
                  .stream().anyMatch(network -> inNetwork(s, (String) network));
      case BEFORE -> instants(value, operand).orElse(0) < 0;
      case AFTER -> instants(value, operand).orElse(0) > 0;
    };
  }

  /** Texts in lower case, of the value itself and of a list's items. */
  private static Object lower(Object value) {
    if (value instanceof List<?> list) {
      List<Object> lower = new ArrayList<>();
      list.forEach(item -> lower.add(item instanceof String s ? s.toLowerCase(Locale.ROOT) : item));
      return lower;
    }
    return value instanceof String s ? s.toLowerCase(Locale.ROOT) : value;
  }

  private static boolean inNetwork(String address, String network) {
    String[] parts = network.split("/", -1);
    String bits = bits(address);
    String prefix = bits(parts[0]);
    int length = parts.length > 1 ? Integer.parseInt(parts[1]) : prefix.length();
    return bits.length() == prefix.length() && bits.startsWith(prefix.substring(0, length));
  }

  /** The bits of an address as zeros and ones; a text that no address begins with for others. */
  private static String bits(String address) {
    if (!address.matches("[0-9a-fA-F:]*:[0-9a-fA-F:.]*|([0-9]{1,3}\\.){3}[0-9]{1,3}")) {
      return "none";
    }
    try {
      StringBuilder bits = new StringBuilder();
      for (byte b : InetAddress.getByName(address).getAddress()) {
        bits.append(Integer.toBinaryString((b & 0xFF) | 0x100).substring(1));
      }
      return bits.toString();
    } catch (UnknownHostException e) {
      return "none";
    }
  }

  private static OptionalInt instants(Object a, Object b) {
    Instant x = instant(a);
    Instant y = instant(b);
    return x == null || y == null ? OptionalInt.empty() : OptionalInt.of(x.compareTo(y));
  }

  private static Instant instant(Object value) {
    BigDecimal exact = number(value);
    if (exact != null) {
      return exact.abs().compareTo(new BigDecimal(Long.MAX_VALUE)) > 0
          ? null
          : Instant.EPOCH
              .plusMillis(exact.longValue())
              .plusNanos(exact.remainder(BigDecimal.ONE).scaleByPowerOfTen(6).longValue());
    }
    try {
      return value instanceof String s
          ? DateTimeFormatter.ISO_OFFSET_DATE_TIME.parse(s, Instant::from)
          : null;
    } catch (DateTimeException e) {
      return null;
    }
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
    if (a instanceof Boolean || b instanceof Boolean) {
      return a != null && b != null && a.toString().equals(b.toString());
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

  /** semver.org, 11; missing parts of a core are 0. */
  private static OptionalInt version(Object a, Object b) {
    String x = a instanceof String || a instanceof Number ? plain(a) : "";
    String y = b instanceof String || b instanceof Number ? plain(b) : "";
    Pattern form = Pattern.compile("v?([0-9][^-+]*)(-([^+]*))?(\\+.*)?", Pattern.DOTALL);
    Matcher left = form.matcher(x);
    Matcher right = form.matcher(y);
    if (!left.matches() || !right.matches()) {
      return OptionalInt.empty();
    }
    List<String> core = parts(left.group(1));
    List<String> other = parts(right.group(1));
    while (core.size() < other.size()) {
      core.add("0");
    }
    while (other.size() < core.size()) {
      other.add("0");
    }
    core.replaceAll(part -> part.isEmpty() ? "0" : part);
    other.replaceAll(part -> part.isEmpty() ? "0" : part);
    int order = parts(core, other);
    if (order != 0) {
      return OptionalInt.of(order);
    }
    String pre = left.group(3);
    String otherPre = right.group(3);
    if (pre == null || otherPre == null) {
      return OptionalInt.of(Boolean.compare(pre == null, otherPre == null));
    }
    return OptionalInt.of(parts(parts(pre), parts(otherPre)));
  }

  private static String plain(Object value) {
    return value instanceof BigDecimal decimal ? decimal.toPlainString() : value.toString();
  }

  private static List<String> parts(String text) {
    return new ArrayList<>(List.of(text.split("\\.", -1)));
  }

  private static int parts(List<String> a, List<String> b) {
    for (int i = 0; i < Math.min(a.size(), b.size()); i++) {
      boolean left = a.get(i).matches("[0-9]+");
      boolean right = b.get(i).matches("[0-9]+");
      int order =
          left && right
              ? new BigInteger(a.get(i)).compareTo(new BigInteger(b.get(i)))
              : left != right ? Boolean.compare(right, left) : a.get(i).compareTo(b.get(i));
      if (order != 0) {
        return order;
      }
    }
    return Integer.compare(a.size(), b.size());
  }
}
