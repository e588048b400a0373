package dev.jackstaff.model;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Copies JSON values so that they cannot change afterwards. */
final class JsonValues {
  /**
   * The maximum depth. Deeper values could exhaust the stack when they are copied, compared or
   * written.
   */
  private static final int MAX_DEPTH = 100;

  private static final Set<Class<? extends Number>> IMMUTABLE =
      Set.of(
          Byte.class,
          Short.class,
          Integer.class,
          Long.class,
          Float.class,
          Double.class,
          BigInteger.class,
          BigDecimal.class);

  private JsonValues() {}

  static @Nullable Object copy(@Nullable Object value) {
    return copy(value, 0);
  }

  static Map<String, @Nullable Object> copy(Map<?, ?> map) {
    return copy(map, 0);
  }

  private static @Nullable Object copy(@Nullable Object value, int depth) {
    if (value == null || value instanceof String || value instanceof Boolean) {
      return value;
    }
    if (value instanceof Number number) {
      return copy(number);
    }
    if (depth == MAX_DEPTH) {
      throw new IllegalArgumentException("a value is nested more than " + MAX_DEPTH + " deep");
    }
    if (value instanceof List<?> list) {
      return copy(list, depth);
    }
    if (value instanceof Map<?, ?> map) {
      return copy(map, depth);
    }
    throw new IllegalArgumentException(
        "not a JSON value: "
            + value.getClass().getName()
            + "; use a string, number, boolean, list"
            + " or map");
  }

  /**
   * Returns the same number if it is immutable: its class is one of the JDK's that is final or not
   * extended.
   */
  private static Number copy(Number number) {
    return IMMUTABLE.contains(number.getClass()) ? number : decimal(number);
  }

  /** Returns the current value of a number of any other class, such as an {@code AtomicInteger}. */
  private static Number decimal(Number number) {
    if (number instanceof AtomicInteger || number instanceof AtomicLong) {
      return number.longValue();
    }
    try {
      return new BigDecimal(number.toString());
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("not a JSON number: " + number.getClass().getName(), e);
    }
  }

  private static List<@Nullable Object> copy(List<?> list, int depth) {
    List<@Nullable Object> copy = new ArrayList<>(list.size());
    list.forEach(item -> copy.add(copy(item, depth + 1)));
    return Collections.<@Nullable Object>unmodifiableList(copy);
  }

  private static Map<String, @Nullable Object> copy(Map<?, ?> map, int depth) {
    Map<String, @Nullable Object> copy = new LinkedHashMap<>();
    map.forEach((key, item) -> copy.put(name(key), copy(item, depth + 1)));
    return Collections.<String, @Nullable Object>unmodifiableMap(copy);
  }

  private static String name(@Nullable Object key) {
    if (key instanceof String name) {
      return name;
    }
    throw new IllegalArgumentException(
        "a name must be a string, was " + (key == null ? "null" : key.getClass().getName()));
  }
}
