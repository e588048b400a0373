package dev.jackstaff.internal;

import java.math.BigDecimal;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/**
 * Conversion of numbers to a form that all clients of other systems can read. JSON has numbers of
 * any size, but most clients read them as IEEE doubles, and some reject a Java {@code Long}.
 * Stateless.
 */
public final class PortableNumber {
  /** The largest integer up to which a double represents every integer exactly, 2^53 - 1. */
  public static final long MAX_SAFE = (1L << 53) - 1;

  private PortableNumber() {}

  /**
   * Returns a number as an {@code Integer} or a {@code Double}. An integer that a double does not
   * represent exactly is returned as its decimal text. A value that is not a number in JSON, such
   * as NaN, is returned as null.
   *
   * @param number a number of any class
   */
  public static @Nullable Object of(Number number) {
    if (number instanceof BigDecimal exact) {
      double nearest = exact.doubleValue();
      return Double.isFinite(nearest) ? (Object) nearest : exact.toString();
    }
    if (number instanceof Double || number instanceof Float) {
      return fraction(number);
    }
    return number instanceof BigInteger whole
        ? whole(whole)
        : whole(BigInteger.valueOf(number.longValue()));
  }

  /** Converts a float by its shortest text, since 0.1f as a double is 0.10000000149011612. */
  private static @Nullable Object fraction(Number number) {
    double value = Double.parseDouble(number.toString());
    return Double.isFinite(value) ? value : null;
  }

  private static Object whole(BigInteger whole) {
    if (whole.bitLength() < Integer.SIZE) {
      return whole.intValue();
    }
    return whole.bitLength() <= 53 && Math.abs(whole.longValue()) <= MAX_SAFE
        ? (Object) whole.doubleValue()
        : whole.toString();
  }

  /**
   * Returns a number that another system provided as a double. The result is a {@code Long} if it
   * is an integer beyond 32 bits in the range that a double represents exactly, so that an id stays
   * an id. Otherwise it is the same double, or null if the value is not a number in JSON.
   *
   * @param value the double
   */
  public static @Nullable Number read(double value) {
    if (!Double.isFinite(value)) {
      return null;
    }
    long whole = (long) value;
    boolean isLong = whole == value && (int) whole != whole && Math.abs(whole) <= MAX_SAFE;
    return isLong ? (Number) whole : (Number) value;
  }
}
