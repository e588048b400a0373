package dev.jackstaff.model;

/** The one rule that all percentages share. */
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

  /** As people write it: 140 rather than 140.0. */
  static String text(double percentage) {
    return percentage == Math.rint(percentage) && Math.abs(percentage) < 1e15
        ? Long.toString((long) percentage)
        : Double.toString(percentage);
  }
}
