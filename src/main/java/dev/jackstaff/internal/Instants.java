package dev.jackstaff.internal;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import org.jspecify.annotations.Nullable;

/** Conversion of values to the instants that rules compare. */
public final class Instants {
  /** The minimum length of a text with a year, a month, a day, an hour, a minute and an offset. */
  private static final int MIN_LENGTH = "2026-11-20T09:00Z".length();

  private static final int MAX_LENGTH = 45;
  private static final int MAX_DIGITS = 18;
  private static final int NANO_DIGITS = 6;
  private static final BigDecimal MILLIS_OF_LONG = BigDecimal.valueOf(Long.MAX_VALUE);

  private Instants() {}

  /**
   * {@return the instant that a value denotes, or null if it denotes none}
   *
   * @param value a text in ISO 8601 with an offset, such as {@code 2026-11-20T09:00:00+01:00}, or a
   *     number of milliseconds since 1970, also as a text; fractions are used down to the
   *     nanosecond
   */
  public static @Nullable Instant of(@Nullable Object value) {
    if (value instanceof String text) {
      return JsonNumbers.isNumber(text) ? millis(text) : parse(text);
    }
    return value instanceof Number number ? millis(number) : null;
  }

  private static @Nullable Instant millis(String text) {
    if (text.length() <= MAX_DIGITS && JsonNumbers.isInteger(text)) {
      return Instant.ofEpochMilli(Long.parseLong(text));
    }
    try {
      return millis(new BigDecimal(text));
    } catch (NumberFormatException e) {
      return null;
    }
  }

  private static @Nullable Instant millis(Number number) {
    if (number instanceof Integer
        || number instanceof Long
        || number instanceof Short
        || number instanceof Byte) {
      return Instant.ofEpochMilli(number.longValue());
    }
    if (number instanceof BigInteger integer) {
      return millis(new BigDecimal(integer));
    }
    if (number instanceof BigDecimal decimal) {
      return millis(decimal);
    }
    double nearest = number.doubleValue();
    return Double.isFinite(nearest) ? millis(BigDecimal.valueOf(nearest)) : null;
  }

  private static @Nullable Instant millis(BigDecimal exact) {
    if (exact.abs().compareTo(MILLIS_OF_LONG) > 0) {
      return null;
    }
    // Below a nanosecond. A number such as 1e-999999999 could not be written out.
    if ((long) exact.precision() - exact.scale() < -NANO_DIGITS || exact.signum() == 0) {
      return Instant.EPOCH;
    }
    long millis = exact.longValue();
    int nanos = exact.subtract(BigDecimal.valueOf(millis)).movePointRight(NANO_DIGITS).intValue();
    return Instant.ofEpochMilli(millis).plusNanos(nanos);
  }

  private static @Nullable Instant parse(String text) {
    // Most texts are not instants, and an exception for each would cost more than everything else.
    if (text.length() < MIN_LENGTH || text.length() > MAX_LENGTH || text.indexOf('T') < 0) {
      return null;
    }
    char first = text.charAt(0);
    if ((first < '0' || first > '9') && first != '+' && first != '-') {
      return null;
    }
    try {
      return iso(text);
    } catch (DateTimeException e) {
      return null;
    }
  }

  /**
   * {@return the instant of a text in ISO 8601 with an offset}
   *
   * @param text such as {@code 2026-11-20T09:00:00+01:00}; a decimal point in the seconds must be
   *     followed by digits
   * @throws DateTimeException if the text is not such an instant
   */
  public static Instant iso(String text) {
    int point = text.indexOf('.');
    int next = point < 0 ? 0 : point + 1;
    // The JDK's own parser accepts a decimal point without digits after it.
    if (point >= 0 && (next == text.length() || !Character.isDigit(text.charAt(next)))) {
      throw new DateTimeParseException("no fraction after the point", text, point);
    }
    return OffsetDateTime.parse(text).toInstant();
  }
}
