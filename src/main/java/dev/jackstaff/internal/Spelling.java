package dev.jackstaff.internal;

import java.util.Collection;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Finds the word that somebody meant. */
public final class Spelling {
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
   * its length}
   *
   * @param word what was written
   * @param candidates what would have been right
   */
  public static @Nullable String nearest(String word, Collection<String> candidates) {
    if (word.length() > 100) {
      return null;
    }
    String lower = word.toLowerCase(Locale.ROOT);
    String nearest = null;
    int best = Math.max(1, word.length() / 3) + 1;
    for (String candidate : candidates) {
      if (Math.abs(candidate.length() - word.length()) < best) {
        int distance = distance(lower, candidate.toLowerCase(Locale.ROOT));
        if (distance < best) {
          best = distance;
          nearest = candidate;
        }
      }
    }
    return nearest;
  }

  /**
   * {@return a word as a message may show it: cut, and without control characters, so that the
   * message stays one line}
   *
   * @param word what was written
   */
  public static String shown(String word) {
    String cut = word.length() <= 60 ? word : word.substring(0, 60) + "…";
    return cut.replaceAll("[\\p{Cntrl}\\u2028\\u2029]", "\uFFFD");
  }

  /** Levenshtein's distance, in two rows. */
  private static int distance(String a, String b) {
    int[] previous = new int[b.length() + 1];
    int[] current = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      previous[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      current[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replaced = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        current[j] = Math.min(replaced, Math.min(previous[j], current[j - 1]) + 1);
      }
      int[] swap = previous;
      previous = current;
      current = swap;
    }
    return previous[b.length()];
  }
}
