package dev.jackstaff.hygiene;

import dev.jackstaff.internal.OneLine;
import java.time.Instant;
import java.util.Comparator;

/**
 * The count of one answer, as it is counted and stored.
 *
 * @param flag a flag's name, or a name that was checked and that no flag has
 * @param revision the revision of the definition that answered; empty if none did
 * @param answer the answer; without a revision, one of the constants below
 * @param asked the number of checks
 * @param first the time of the first one
 * @param last the time of the last one
 */
record UsageLine(
    String flag, String revision, String answer, long asked, Instant first, Instant last) {
  /** Marks a name that was defined. */
  static final String KNOWN = "";

  /** Marks a name that was checked but not defined. */
  static final String UNDEFINED = "?";

  /** Marks a name that was checked and answered by a tester's override. */
  static final String OVERRIDDEN = "*";

  /** The order in which all nodes write, so that they do not deadlock. */
  static final Comparator<UsageLine> BY_KEY =
      Comparator.comparing(UsageLine::flag)
          .thenComparing(UsageLine::revision)
          .thenComparing(UsageLine::answer);

  private static final int MAX_LENGTH = 100;

  /** Returns a text that any database accepts and any page can show. */
  static String clean(String text) {
    return OneLine.within(text, MAX_LENGTH);
  }

  boolean isNote(String word) {
    return revision.isEmpty() && answer.equals(word);
  }

  UsageLine plus(UsageLine more) {
    return new UsageLine(
        flag,
        revision,
        answer,
        asked + more.asked,
        first.isBefore(more.first) ? first : more.first,
        last.isAfter(more.last) ? last : more.last);
  }
}
