package dev.jackstaff.hygiene;

import java.time.Instant;
import java.util.Comparator;

/**
 * How often something was answered, as it is counted and kept.
 *
 * @param flag a flag's name, or what was asked for as one
 * @param revision the definition that answered; empty for what none has answered
 * @param answer what it said; without a revision one of the words below
 * @param asked how often
 * @param first when first
 * @param last when last
 */
record Line(String flag, String revision, String answer, long asked, Instant first, Instant last) {
  /** It was defined. */
  static final String KNOWN = "";

  /** It was asked for, and not defined. */
  static final String UNDEFINED = "?";

  /** It was asked for, and a tester's override answered. */
  static final String OVERRIDDEN = "*";

  /** The order in which all nodes write, so that none waits for another that waits for it. */
  static final Comparator<Line> BY_KEY =
      Comparator.comparing(Line::flag).thenComparing(Line::revision).thenComparing(Line::answer);

  private static final int LONGEST = 100;

  /** A text that any database takes, and no page stumbles over. */
  static String clean(String text) {
    StringBuilder clean = new StringBuilder();
    text.codePoints()
        .limit(LONGEST)
        .map(c -> Character.isISOControl(c) || isHalf(c) ? '\uFFFD' : c)
        .forEach(clean::appendCodePoint);
    return clean.toString();
  }

  /** Half of a character, which no encoding has. */
  private static boolean isHalf(int c) {
    return c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE;
  }

  boolean isNote(String word) {
    return revision.isEmpty() && answer.equals(word);
  }

  Line plus(Line more) {
    return new Line(
        flag,
        revision,
        answer,
        asked + more.asked,
        first.isBefore(more.first) ? first : more.first,
        last.isAfter(more.last) ? last : more.last);
  }
}
