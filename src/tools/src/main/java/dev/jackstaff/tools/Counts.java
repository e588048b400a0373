package dev.jackstaff.tools;

import java.util.Locale;

/** Writes numbers for people. */
final class Counts {
  private Counts() {}

  /** Returns a number and a noun in the singular or plural. */
  static String of(long count, String noun) {
    return String.format(Locale.ROOT, "%,d %s%s", count, noun, count == 1 ? "" : "s");
  }
}
