package dev.jackstaff.internal.eval;

import dev.jackstaff.internal.JsonNumbers;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Compares JSON values. Numbers compare with numbers and with texts that are numbers, and booleans
 * with booleans and the texts {@code true} and {@code false}, since headers and cookies are always
 * texts. All other values compare with their own type only.
 */
final class Comparisons {
  private static final int MAX_LONG_LENGTH = 18;

  private Comparisons() {}

  static boolean same(@Nullable Object a, @Nullable Object b) {
    if (a instanceof Number || b instanceof Number) {
      Number left = number(a);
      Number right = number(b);
      return left != null && right != null && compare(left, right) == 0;
    }
    if (a instanceof List<?> left && b instanceof List<?> right) {
      return sameItems(left, right);
    }
    if (a instanceof Map<?, ?> left && b instanceof Map<?, ?> right) {
      return left.keySet().equals(right.keySet()) && sameEntries(left, right);
    }
    if (a instanceof Boolean || b instanceof Boolean) {
      Boolean left = truth(a);
      return left != null && left.equals(truth(b));
    }
    return Objects.equals(a, b);
  }

  /**
   * Returns a boolean, also from the text that a header contains for it; null for anything else.
   */
  static @Nullable Boolean truth(@Nullable Object value) {
    if (value instanceof Boolean truth) {
      return truth;
    }
    return "true".equals(value) ? Boolean.TRUE : "false".equals(value) ? Boolean.FALSE : null;
  }

  private static boolean sameItems(List<?> left, List<?> right) {
    if (left.size() != right.size()) {
      return false;
    }
    Iterator<?> others = right.iterator();
    for (Object item : left) {
      if (!same(item, others.next())) {
        return false;
      }
    }
    return true;
  }

  private static boolean sameEntries(Map<?, ?> left, Map<?, ?> right) {
    for (Map.Entry<?, ?> entry : left.entrySet()) {
      if (!same(entry.getValue(), right.get(entry.getKey()))) {
        return false;
      }
    }
    return true;
  }

  /** Compares numbers in the canonical form of {@link #number}. */
  static int compare(Number a, Number b) {
    if (a instanceof Long left && b instanceof Long right) {
      return Long.compare(left, right);
    }
    if (a instanceof Double left && b instanceof Double right) {
      return Double.compare(left, right);
    }
    return exact(a).compareTo(exact(b));
  }

  private static BigDecimal exact(Number number) {
    if (number instanceof BigDecimal decimal) {
      return decimal;
    }
    return number instanceof Double d ? new BigDecimal(d) : BigDecimal.valueOf((Long) number);
  }

  /**
   * Returns a number in a canonical form in which equal numbers are equal objects: an integer as a
   * Long, or as a BigDecimal if it is too large for that, and a fraction as the nearest Double.
   * Returns null if the value is not a number.
   */
  static @Nullable Number number(@Nullable Object value) {
    if (value instanceof String text) {
      return parse(text);
    }
    if (value instanceof Integer
        || value instanceof Long
        || value instanceof Short
        || value instanceof Byte) {
      return ((Number) value).longValue();
    }
    if (value instanceof Double d) {
      return fromDouble(d);
    }
    if (value instanceof Float f) {
      // 0.1f means 0.1, not the double nearest to the float.
      return fromDouble(Double.parseDouble(f.toString()));
    }
    if (value instanceof BigInteger integer) {
      return fromInteger(new BigDecimal(integer));
    }
    return value instanceof BigDecimal decimal ? fromDecimal(decimal) : null;
  }

  private static @Nullable Number fromDouble(double d) {
    if (d != Math.rint(d)) {
      return Double.isNaN(d) ? null : d;
    }
    if (Math.abs(d) <= 0x1p53) {
      return (long) d;
    }
    return Double.isInfinite(d) ? null : fromInteger(BigDecimal.valueOf(d));
  }

  private static @Nullable Number fromDecimal(BigDecimal decimal) {
    return decimal.signum() == 0 || decimal.stripTrailingZeros().scale() <= 0
        ? fromInteger(decimal)
        : fromDouble(decimal.doubleValue());
  }

  private static Number fromInteger(BigDecimal integer) {
    BigDecimal shortest = integer.stripTrailingZeros();
    boolean fits =
        shortest.compareTo(BigDecimal.valueOf(Long.MIN_VALUE)) >= 0
            && shortest.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) <= 0;
    return fits ? (Number) shortest.longValueExact() : shortest;
  }

  private static @Nullable Number parse(String text) {
    if (!JsonNumbers.isNumber(text)) {
      return null;
    }
    try {
      return text.length() <= MAX_LONG_LENGTH && JsonNumbers.isInteger(text)
          ? Long.valueOf(text)
          : fromDecimal(new BigDecimal(text));
    } catch (NumberFormatException e) {
      return null;
    }
  }
}
