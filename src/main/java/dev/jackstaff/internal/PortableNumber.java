package dev.jackstaff.internal;

import java.math.BigDecimal;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/**
 * Numbers as every client of another system can read them. JSON has numbers of any size, but most
 * clients read them as IEEE doubles, and some refuse a Java {@code Long}. Stateless.
 */
public final class PortableNumber {
  /** The largest whole number up to which a double holds each one, 2^53 - 1. */
  public static final long MAX_SAFE = (1L << 53) - 1;

  private PortableNumber() {}

  /**
   * Returns a number as an {@code Integer} or a {@code Double}. A whole number that a double does
   * not hold to the last digit is returned as its decimal text, and what is no number in JSON, such
   * as NaN, as null.
   *
   * @param number of any class
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

  /** A float's shortest text, since 0.1f as a double is 0.10000000149011612. */
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
   * Returns a number that another system gave as a double: a {@code Long} if it is whole, beyond 32
   * bits, and a double holds each such number, so that it stays an id; else the same double; null
   * for what is no number in JSON.
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
