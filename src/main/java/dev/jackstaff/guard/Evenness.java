package dev.jackstaff.guard;

import java.util.ArrayList;
import java.util.List;

/**
 * A check of whether the sizes of the groups fit the percentages and weights, by the units exposed.
 * Sizes that have come to fit again are even again. Not thread-safe.
 */
final class Evenness {
  /** The probability of calling the groups uneven by mistake, over all comparisons. */
  private static final double SIGNIFICANCE = 0.001;

  /** The evidence, as a part of the limit, below which sizes fit again. */
  private static final double FITS_AGAIN = 0.01;

  private final List<ArmComparison> comparisons;
  private final List<ExposedUnits[]> groups = new ArrayList<>();
  private final double limit;
  private long seen;
  private long nextLook = 1;
  private boolean uneven;

  Evenness(List<ArmComparison> comparisons) {
    this.comparisons = comparisons;
    int parts = 0;
    for (ArmComparison comparison : comparisons) {
      ExposedUnits[] strata = new ExposedUnits[comparison.strata()];
      for (int i = 0; i < strata.length; i++) {
        strata[i] = new ExposedUnits();
      }
      groups.add(strata);
      parts += strata.length;
    }
    this.limit = parts / SIGNIFICANCE;
  }

  void exposed(TestEvent event) {
    for (int i = 0; i < comparisons.size(); i++) {
      ArmComparison comparison = comparisons.get(i);
      int side = comparison.side(event);
      if (side != ArmComparison.NEITHER) {
        groups.get(i)[comparison.stratum(event)].see(side == ArmComparison.TESTED, event.unit());
      }
    }
    // The evidence holds at all times, so it need not be computed at every unit.
    if (++seen >= nextLook) {
      nextLook = seen + seen / 16 + 1;
      look();
    }
  }

  private void look() {
    double worst = 0;
    for (int i = 0; i < comparisons.size(); i++) {
      for (int j = 0; j < groups.get(i).length; j++) {
        worst = Math.max(worst, groups.get(i)[j].unevenness(comparisons.get(i).share(j)));
      }
    }
    uneven = worst >= (uneven ? FITS_AGAIN * limit : limit);
  }

  boolean isUneven() {
    return uneven;
  }

  /** Returns the number of units exposed on a side of a comparison; exact up to about 2,000. */
  long units(int comparison, int side) {
    long sum = 0;
    for (ExposedUnits stratum : groups.get(comparison)) {
      sum += stratum.count(side == ArmComparison.TESTED);
    }
    return sum;
  }
}
