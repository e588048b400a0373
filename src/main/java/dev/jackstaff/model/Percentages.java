package dev.jackstaff.model;

/** The validation and formatting of all percentages. */
final class Percentages {
  private Percentages() {}

  static void check(double percentage) {
    if (!valid(percentage)) {
      throw new IllegalArgumentException(fault(percentage));
    }
  }

  static boolean valid(double percentage) {
    return percentage >= 0 && percentage <= 100;
  }

  static String fault(double percentage) {
    return "percentage must be between 0 and 100, was " + text(percentage);
  }

  /** Formats a percentage in the usual notation: 140 rather than 140.0. */
  static String text(double percentage) {
    return percentage == Math.rint(percentage) && Math.abs(percentage) < 1e15
        ? Long.toString((long) percentage)
        : Double.toString(percentage);
  }
}
