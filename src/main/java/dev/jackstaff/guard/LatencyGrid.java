package dev.jackstaff.guard;

import java.util.Arrays;

/**
 * The durations at which requests are compared when a guard has no limit of its own: ten limits
 * from 50 ms to 5 s in a geometric series.
 */
final class LatencyGrid {
  private static final long[] LIMITS = limits(10, 50e6, 5e9);

  private LatencyGrid() {}

  private static long[] limits(int size, double first, double last) {
    long[] limits = new long[size];
    for (int i = 0; i < size; i++) {
      limits[i] = Math.round(first * Math.pow(last / first, i / (size - 1.0)));
    }
    return limits;
  }

  static int size() {
    return LIMITS.length;
  }

  /** Returns one of the limits, in nanoseconds. */
  static long limit(int index) {
    return LIMITS[index];
  }

  /** Returns the number of limits that a duration in nanoseconds is over. */
  static int index(long nanos) {
    int found = Arrays.binarySearch(LIMITS, nanos);
    return found < 0 ? -1 - found : found;
  }
}
