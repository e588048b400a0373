package dev.jackstaff.internal;

import java.util.Collection;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Finds the word that a misspelt word was probably meant to be. */
public final class Spelling {
  private static final int MAX_LENGTH = 100;

  /** The maximum number of candidates that are compared; further ones are ignored. */
  private static final int MAX_CANDIDATES = 5_000;

  private static final int MAX_SHOWN = 60;

  /** Letters and marks that are invisible: fillers, a joiner and the blank Braille pattern. */
  private static final String BLANKS = "\u034F\u115F\u1160\u17B4\u17B5\u2800\u3164\uFFA0";

  private Spelling() {}

  /**
   * {@return {@code "; did you mean 'x'?"} with the nearest candidate, or an empty text if none is
   * near enough}
   *
   * @param word the misspelt word
   * @param candidates the valid words
   */
  public static String suggestion(String word, Collection<String> candidates) {
    String nearest = nearest(word, candidates);
    return nearest == null ? "" : "; did you mean '" + nearest + "'?";
  }

  /**
   * {@return the candidate with the fewest edits to the word, or null if none is within a third of
   * its length}; compares at most 5,000 candidates
   *
   * @param word the misspelt word
   * @param candidates the valid words
   */
  public static @Nullable String nearest(String word, Collection<String> candidates) {
    if (word.length() > MAX_LENGTH) {
      return null;
    }
    String lower = word.toLowerCase(Locale.ROOT);
    String nearest = null;
    int best = Math.max(1, word.length() / 3) + 1;
    int[][] rows = new int[3][MAX_LENGTH + 1];
    int left = MAX_CANDIDATES;
    for (String candidate : candidates) {
      if (left-- == 0) {
        break;
      }
      if (candidate.length() <= MAX_LENGTH && Math.abs(candidate.length() - word.length()) < best) {
        int distance = distance(lower, candidate.toLowerCase(Locale.ROOT), rows);
        if (distance < best) {
          best = distance;
          nearest = candidate;
        }
      }
    }
    return nearest;
  }

  /**
   * {@return a word for use in a message: truncated, with invisible characters replaced by their
   * code points, such as {@code <U+2028>}, so that the message stays on one line and is
   * unambiguous}
   *
   * @param word the word
   */
  public static String shown(String word) {
    return shown(word, MAX_SHOWN);
  }

  /**
   * {@return a word in the form of {@link #shown(String)}, truncated at another length}
   *
   * @param word the word
   * @param length the maximum number of UTF-16 units of the word that are shown
   */
  public static String shown(String word, int length) {
    int end = Math.min(word.length(), length);
    if (end < word.length() && Character.isLowSurrogate(word.charAt(end))) {
      end--;
    }
    int at = 0;
    while (at < end && isPlain(word.charAt(at))) {
      at++;
    }
    if (at == word.length()) {
      return word;
    }
    StringBuilder shown = new StringBuilder(end + 16).append(word, 0, at);
    while (at < end) {
      int codePoint = word.codePointAt(at);
      if (isVisible(codePoint)) {
        shown.appendCodePoint(codePoint);
      } else {
        shown.append(String.format(Locale.ROOT, "<U+%04X>", codePoint));
      }
      at += Character.charCount(codePoint);
    }
    return end < word.length() ? shown.append('…').toString() : shown.toString();
  }

  private static boolean isPlain(char c) {
    return c >= ' ' && c < 0x7F;
  }

  private static boolean isVisible(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      case Character.SPACE_SEPARATOR -> codePoint == ' ';
      default -> BLANKS.indexOf(codePoint) < 0;
    };
  }

  /**
   * Computes the Damerau-Levenshtein distance, which counts two transposed letters as one edit
   * (optimal string alignment). The three rows are at least as long as both words.
   */
  private static int distance(String a, String b, int[][] rows) {
    int[] beforePrevious = rows[2];
    int[] previous = rows[0];
    int[] current = rows[1];
    for (int j = 0; j <= b.length(); j++) {
      previous[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      current[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replaced = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        current[j] = Math.min(replaced, Math.min(previous[j], current[j - 1]) + 1);
        if (isSwapped(a, i, b, j)) {
          current[j] = Math.min(current[j], beforePrevious[j - 2] + 1);
        }
      }
      int[] free = beforePrevious;
      beforePrevious = previous;
      previous = current;
      current = free;
    }
    return previous[b.length()];
  }

  private static boolean isSwapped(String a, int i, String b, int j) {
    return i > 1
        && j > 1
        && a.charAt(i - 1) == b.charAt(j - 2)
        && a.charAt(i - 2) == b.charAt(j - 1);
  }
}
