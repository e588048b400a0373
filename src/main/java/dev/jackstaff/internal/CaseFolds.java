package dev.jackstaff.internal;

import java.util.BitSet;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Finds the characters for which RE2/J never finishes compiling if case is ignored. RE2/J steps
 * from a character to its lower case, or otherwise to its upper case, until it returns to the first
 * one; from a few characters, such as U+1C80, it never returns. Thread-safe.
 */
public final class CaseFolds {
  /** Characters whose steps do not return, but for which RE2/J has a table. */
  private static final String HANDLED =
      "\u00B5\u0130\u0131\u017F\u01C5\u01C8\u01CB\u01F2\u0345\u03C2\u03D0\u03D1\u03D5\u03D6"
          + "\u03F0\u03F1\u03F4\u03F5\u1E9B\u1E9E\u1FBE\u2126\u212A\u212B";

  private static final int MAX_STEPS = 10;
  private static final int HEX_RADIX = 16;
  private static final int OCTAL_RADIX = 8;
  private static final int MAX_OCTAL_DIGITS = 3;
  private static final int NO_CHARACTER = -1;

  /** Computed by the first pattern that ignores case. */
  private static final class Endless {
    static final BitSet CHARACTERS = find();

    private static BitSet find() {
      BitSet endless = new BitSet();
      for (int c = 0; c <= Character.MAX_CODE_POINT; c++) {
        if (!returnsToItself(c) && HANDLED.indexOf(c) < 0) {
          endless.set(c);
        }
      }
      return endless;
    }

    private static boolean returnsToItself(int c) {
      int folded = c;
      for (int i = 0; i < MAX_STEPS; i++) {
        int lower = Character.toLowerCase(folded);
        folded = lower == folded ? Character.toUpperCase(folded) : lower;
        if (folded == c) {
          return true;
        }
      }
      return false;
    }
  }

  private final String pattern;
  private int at;
  private boolean inClass;
  private int classStart;
  private boolean quoted;

  private CaseFolds(String pattern) {
    this.pattern = pattern;
  }

  /**
   * {@return a description of the problem if RE2/J would never finish compiling a pattern,
   * otherwise null}
   *
   * @param pattern a pattern, valid or not
   * @param ignoringCase whether the whole pattern ignores case; otherwise it is searched for flags
   */
  public static @Nullable String fault(String pattern, boolean ignoringCase) {
    return ignoringCase || hasFlag(pattern) ? new CaseFolds(pattern).fault() : null;
  }

  /**
   * Returns whether a pattern contains {@code (?i)} or a similar flag; may return true for a
   * pattern that does not.
   */
  private static boolean hasFlag(String pattern) {
    int group = pattern.indexOf("(?");
    while (group >= 0) {
      int end = group + 2;
      while (end < pattern.length() && Character.isLetter(pattern.charAt(end))) {
        if (pattern.charAt(end++) == 'i') {
          return true;
        }
      }
      group = pattern.indexOf("(?", group + 2);
    }
    return false;
  }

  private @Nullable String fault() {
    while (at < pattern.length()) {
      int start = at;
      int first = isSyntax() ? NO_CHARACTER : character();
      int last = first;
      if (first != NO_CHARACTER && isRange()) {
        at++;
        last = character();
      }
      int endless = first < 0 ? NO_CHARACTER : Endless.CHARACTERS.nextSetBit(first);
      if (endless >= 0 && endless <= Math.max(first, last)) {
        return message(endless, start);
      }
    }
    return null;
  }

  private String message(int endless, int start) {
    return String.format(
        Locale.ROOT,
        "the case of U+%04X cannot be ignored, and '%s' at index %d has it;"
            + " write [^\\x00-\\x7f] for all characters beyond ASCII, or leave it out",
        endless,
        Spelling.shown(pattern.substring(start, at)),
        start);
  }

  private boolean isRange() {
    return inClass
        && at + 1 < pattern.length()
        && pattern.charAt(at) == '-'
        && pattern.charAt(at + 1) != ']';
  }

  /**
   * Skips syntax that stands for no character. In a class, a {@code ]} at the beginning is a
   * character.
   */
  private boolean isSyntax() {
    if (quoted) {
      return skips("\\E", false);
    }
    if (!inClass) {
      return skips("\\Q", true) || opensClass();
    }
    if (pattern.charAt(at) == ']' && at > classStart) {
      inClass = false;
      at++;
      return true;
    }
    int end = pattern.startsWith("[:", at) ? pattern.indexOf(":]", at + 2) : NO_CHARACTER;
    at = end < 0 ? at : end + 2;
    return end >= 0;
  }

  private boolean skips(String mark, boolean quotes) {
    if (!pattern.startsWith(mark, at)) {
      return false;
    }
    quoted = quotes;
    at += mark.length();
    return true;
  }

  private boolean opensClass() {
    if (pattern.charAt(at) != '[') {
      return false;
    }
    at += pattern.startsWith("[^", at) ? 2 : 1;
    inClass = true;
    classStart = at;
    return true;
  }

  /**
   * Reads the character at the current position; returns none for an escape that stands for several
   * characters.
   */
  private int character() {
    int c = pattern.codePointAt(at);
    at += Character.charCount(c);
    if (c != '\\' || quoted || at == pattern.length()) {
      return c;
    }
    int escaped = pattern.codePointAt(at);
    at += Character.charCount(escaped);
    if (escaped == 'x') {
      return hexadecimal();
    }
    if (Character.digit(escaped, OCTAL_RADIX) >= 0) {
      return digits(at - 1, Math.min(pattern.length(), at - 1 + MAX_OCTAL_DIGITS), OCTAL_RADIX);
    }
    boolean several =
        escaped < 0x80 && Character.isLetter(escaped) && "aftnrv".indexOf(escaped) < 0;
    return several ? NO_CHARACTER : controlOr(escaped);
  }

  private static int controlOr(int escaped) {
    int control = "abtnvfr".indexOf(escaped);
    return control < 0 ? escaped : control + '\u0007';
  }

  private int hexadecimal() {
    if (!pattern.startsWith("{", at)) {
      return digits(at, Math.min(pattern.length(), at + 2), HEX_RADIX);
    }
    int end = pattern.indexOf('}', at);
    int character = digits(at + 1, end < 0 ? pattern.length() : end, HEX_RADIX);
    at = end < 0 ? at : end + 1;
    return character;
  }

  /**
   * Reads a number of a limited number of digits. Any other notation is not a number, and RE2/J
   * rejects it.
   */
  private int digits(int start, int end, int radix) {
    int number = 0;
    at = start;
    while (at < end && Character.digit(pattern.charAt(at), radix) >= 0) {
      number = Math.min(number, Character.MAX_CODE_POINT) * radix;
      number += Character.digit(pattern.charAt(at++), radix);
    }
    return number;
  }
}
