package dev.jackstaff.benchmark;

import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** The middle and the ends of what several rounds gave. */
record Spread(double min, double median, double max) {

  static <T> Spread of(List<T> rounds, ToDoubleFunction<T> value) {
    double[] sorted = rounds.stream().mapToDouble(value).sorted().toArray();
    int middle = sorted.length / 2;
    double median =
        sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    return new Spread(sorted[0], median, sorted[sorted.length - 1]);
  }

  /** Three figures: more would claim a precision that no shared machine has. */
  static String rounded(double value) {
    double size = Math.abs(value);
    String format = size >= 100 ? "%,.0f" : size >= 10 ? "%.1f" : "%.2f";
    return String.format(Locale.ROOT, format, value);
  }

  @Override
  public String toString() {
    return rounded(median) + " (" + rounded(min) + " to " + rounded(max) + ")";
  }
}
