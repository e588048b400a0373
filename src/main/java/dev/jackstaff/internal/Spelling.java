package dev.jackstaff.internal;

import java.util.Collection;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Finds the word that somebody meant. */
public final class Spelling {
  private static final int MAX_LENGTH = 100;

  /** Of more candidates, the others are not looked at. */
  private static final int MAX_CANDIDATES = 5_000;

  private static final int MAX_SHOWN = 60;

  /** Letters and marks that show nothing: fillers, a joiner and the blank pattern of Braille. */
  private static final String BLANKS = "\u034F\u115F\u1160\u17B4\u17B5\u2800\u3164\uFFA0";

  private Spelling() {}

  /**
   * {@return {@code "; did you mean 'x'?"} with the nearest candidate, or an empty text if none is
   * near}
   *
   * @param word what was written
   * @param candidates what would have been right
   */
  public static String suggestion(String word, Collection<String> candidates) {
    String nearest = nearest(word, candidates);
    return nearest == null ? "" : "; did you mean '" + nearest + "'?";
  }

  /**
   * {@return the candidate with the fewest edits to the word, or null if none is within a third of
   * its length}; costs at most a comparison with 5,000 candidates
   *
   * @param word what was written
   * @param candidates what would have been right
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
   * {@return a word as a message may show it: cut, and what cannot be seen named by its code point,
   * as {@code <U+2028>}, so that the message stays one line and shows what is there}
   *
   * @param word what was written
   */
  public static String shown(String word) {
    return shown(word, MAX_SHOWN);
  }

  /**
   * {@return a word as {@link #shown(String)} has it, cut at another length}
   *
   * @param word what was written
   * @param length the longest part that is shown, in UTF-16 units
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
   * The distance of Damerau and Levenshtein, to which two letters that changed places are one edit
   * (optimal string alignment), in three rows that are at least as long as both words.
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
