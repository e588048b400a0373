package dev.jackstaff.guard;

import java.util.Arrays;

/**
 * Estimates the number of distinct units in at most 16 KiB, as a theta sketch. It keeps the hashes
 * below a limit, and lowers the limit when there are too many of them. The kept hashes are a fair
 * sample, so their number divided by the share of all hashes below the limit estimates the number
 * of units. The count is exact up to {@value #MAX_EXACT} units and then has a standard error of 3
 * %. The sketches of several nodes can be merged; a unit that two nodes have seen counts once. Not
 * thread-safe.
 *
 * <p>Reference: A. Dasgupta, K. Lang, L. Rhodes, J. Thaler, A framework for estimating stream
 * expression cardinalities, ICDT (2016).
 */
final class UnitSketch {
  /** The number of hashes kept at least, once there have been as many units. */
  private static final int SAMPLE_SIZE = 1024;

  /** The number of units up to which the count is exact. */
  static final int MAX_EXACT = 2 * SAMPLE_SIZE;

  private UnitSet units = new UnitSet();
  private long limit = Long.MAX_VALUE;

  /**
   * Adds a unit; returns true if it is certainly new. A unit whose hash is not below the limit
   * never is.
   */
  boolean add(long unit) {
    if (unit >= limit || !units.add(unit)) {
      return false;
    }
    if (units.size() > MAX_EXACT) {
      lower();
    }
    return true;
  }

  void addAll(UnitSketch other) {
    other.units.forEach(this::add);
  }

  /**
   * Returns the number of units of another sketch that are below a limit and not in this sketch.
   */
  long unknown(UnitSketch other, long below) {
    return Arrays.stream(other.units())
        .filter(unit -> unit < below && !units.contains(unit))
        .count();
  }

  /** Returns the limit; hashes from this value on are not kept. */
  long limit() {
    return limit;
  }

  /** Lowers the limit to another one, and drops the hashes that are not below it. */
  void limit(long other) {
    if (other < limit) {
      limit = other;
      keep();
    }
  }

  long[] units() {
    return units.toArray();
  }

  long count() {
    return limit == Long.MAX_VALUE
        ? units.size()
        : Math.round(units.size() * ((double) Long.MAX_VALUE / limit));
  }

  private void lower() {
    long[] sorted = units.toArray();
    Arrays.sort(sorted);
    limit = sorted[SAMPLE_SIZE];
    keep();
  }

  private void keep() {
    UnitSet kept = new UnitSet();
    units.forEach(
        unit -> {
          if (unit < limit) {
            kept.add(unit);
          }
        });
    units = kept;
  }
}
