package dev.jackstaff.internal;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/** Instants as rules compare them. */
public final class Instants {
  /** Texts of that length have a year, a month, a day, an hour, a minute and an offset at least. */
  private static final int MIN_LENGTH = "2026-11-20T09:00Z".length();

  private static final int MAX_LENGTH = 45;
  private static final int MAX_DIGITS = 18;
  private static final BigDecimal MILLIS_OF_LONG = BigDecimal.valueOf(Long.MAX_VALUE);

  private Instants() {}

  /**
   * {@return the instant that a value stands for, or null if it stands for none}
   *
   * @param value a text in ISO-8601 with an offset, such as {@code 2026-11-20T09:00:00+01:00}, or a
   *     number of milliseconds since 1970, also as a text
   */
  public static @Nullable Instant of(@Nullable Object value) {
    if (value instanceof String text) {
      return isNumber(text) ? Instant.ofEpochMilli(Long.parseLong(text)) : parse(text);
    }
    return value instanceof Number number ? millis(number) : null;
  }

  private static @Nullable Instant millis(Number number) {
    if (number instanceof Integer || number instanceof Long || number instanceof Short) {
      return Instant.ofEpochMilli(number.longValue());
    }
    if (!Double.isFinite(number.doubleValue())) {
      return null;
    }
    BigDecimal exact =
        number instanceof BigInteger integer
            ? new BigDecimal(integer)
            : number instanceof BigDecimal decimal
                ? decimal
                : BigDecimal.valueOf(number.doubleValue());
    return exact.abs().compareTo(MILLIS_OF_LONG) > 0
        ? null
        : Instant.ofEpochMilli(exact.longValue());
  }

  private static boolean isNumber(String text) {
    int start = text.startsWith("-") ? 1 : 0;
    if (text.length() == start || text.length() > MAX_DIGITS) {
      return false;
    }
    for (int i = start; i < text.length(); i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return false;
      }
    }
    return true;
  }

  private static @Nullable Instant parse(String text) {
    // Most texts are no instants, and an exception for each would cost more than all else.
    if (text.length() < MIN_LENGTH || text.length() > MAX_LENGTH || text.indexOf('T') < 0) {
      return null;
    }
    char first = text.charAt(0);
    if ((first < '0' || first > '9') && first != '+' && first != '-') {
      return null;
    }
    try {
      return OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeException e) {
      return null;
    }
  }
}
