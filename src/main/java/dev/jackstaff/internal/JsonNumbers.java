package dev.jackstaff.internal;

/** Recognises texts that are numbers in JSON. Allocates nothing. Stateless. */
public final class JsonNumbers {
  /**
   * The maximum length of a text that counts as a number; a text in a request may be far longer.
   */
  public static final int MAX_LENGTH = 40;

  private JsonNumbers() {}

  /**
   * {@return whether a text is a number by JSON's grammar, with at most 40 characters}
   *
   * @param text any text
   */
  public static boolean isNumber(String text) {
    if (text.length() > MAX_LENGTH) {
      return false;
    }
    int at = integerEnd(text);
    if (at > 0 && at < text.length() && text.charAt(at) == '.') {
      at = digitsEnd(text, at + 1);
    }
    if (at > 0 && at < text.length() && (text.charAt(at) | 0x20) == 'e') {
      boolean signed = at + 1 < text.length() && "+-".indexOf(text.charAt(at + 1)) >= 0;
      at = digitsEnd(text, at + (signed ? 2 : 1));
    }
    return at > 0 && at == text.length();
  }

  /**
   * {@return whether a text is a number by JSON's grammar, without fraction and exponent}
   *
   * @param text any text
   */
  public static boolean isInteger(String text) {
    return text.length() <= MAX_LENGTH && !text.isEmpty() && integerEnd(text) == text.length();
  }

  /** Returns the end of an integer without unnecessary leading zeros, or -1. */
  private static int integerEnd(String text) {
    int start = text.startsWith("-") ? 1 : 0;
    int end = digitsEnd(text, start);
    return end > start + 1 && text.charAt(start) == '0' ? -1 : end;
  }

  /** Returns the end of one or more digits, or -1. */
  private static int digitsEnd(String text, int start) {
    int end = start;
    while (end < text.length() && text.charAt(end) >= '0' && text.charAt(end) <= '9') {
      end++;
    }
    return end == start ? -1 : end;
  }
}
