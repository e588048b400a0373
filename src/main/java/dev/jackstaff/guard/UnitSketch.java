package dev.jackstaff.guard;

import java.util.Arrays;

/**
 * How many different units there were, in at most 16 KiB: a theta sketch. It keeps the hashes under
 * a limit, which falls when they become too many; they are a fair sample, so their number divided
 * by the share of all hashes that lies under the limit is the number of units. Exact up to {@value
 * #EXACT}, then with a standard error of 3 %. Sketches of several nodes can be merged, and a unit
 * that two have seen counts once. Not thread-safe.
 *
 * <p>Reference: A. Dasgupta, K. Lang, L. Rhodes, J. Thaler, A framework for estimating stream
 * expression cardinalities, ICDT (2016).
 */
final class UnitSketch {
  /** So many hashes at least are kept, of that many units or more. */
  private static final int KEPT = 1024;

  /** Up to so many units are counted exactly. */
  static final int EXACT = 2 * KEPT;

  private UnitSet units = new UnitSet();
  private long limit = Long.MAX_VALUE;

  /** Whether the unit is known to be new; one over the limit never is. */
  boolean add(long unit) {
    if (unit >= limit || !units.add(unit)) {
      return false;
    }
    if (units.size() > EXACT) {
      lower();
    }
    return true;
  }

  void addAll(UnitSketch other) {
    other.units.forEach(this::add);
  }

  /** How many units of another one, of those under a limit, are not in this one. */
  long unknown(UnitSketch other, long below) {
    return Arrays.stream(other.units())
        .filter(unit -> unit < below && !units.contains(unit))
        .count();
  }

  /** Hashes from here on are not kept. */
  long limit() {
    return limit;
  }

  /** Drops the hashes over a limit. */
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
    limit = sorted[KEPT];
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
