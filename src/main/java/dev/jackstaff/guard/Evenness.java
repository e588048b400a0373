package dev.jackstaff.guard;

import java.util.ArrayList;
import java.util.List;

/**
 * A check of whether the sizes of the groups fit the percentages and weights, by the units exposed.
 * Sizes that have come to fit again are even again. Not thread-safe.
 *
 * <p>While they do not fit, a group that is too large would show too many failing units although
 * its units fail no more often than the others. So the shares are then those of the units exposed,
 * as far as the odds are at most {@value #MAX_EXCESS} times those of the percentage. The limit
 * keeps somebody who chooses ids, and lets nothing fail, from hiding a flag that makes units fail
 * more than {@value #MAX_EXCESS} times as often: units that do not fail and units that fail more
 * often cannot be told from more units that fail as the others do.
 */
final class Evenness {
  /** The probability of calling the groups uneven by mistake, over all comparisons. */
  private static final double SIGNIFICANCE = 0.001;

  /** The evidence, as a part of the limit, below which sizes fit again. */
  private static final double FITS_AGAIN = 0.01;

  /** The factor by which the odds of a share may exceed those of the percentage. */
  static final double MAX_EXCESS = 4;

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

  /**
   * Returns for each stratum the share of the group in which an excess is harmful, as it is judged
   * while the sizes do not fit: never below the one that the percentage gives.
   *
   * @param down whether an excess is harmful in the reference group, and not in the tested one
   */
  double[] shares(int comparison, boolean down) {
    ArmComparison groups = comparisons.get(comparison);
    double[] shares = new double[groups.strata()];
    for (int i = 0; i < shares.length; i++) {
      ExposedUnits units = this.groups.get(comparison)[i];
      double share = down ? 1 - groups.share(i) : groups.share(i);
      double most = MAX_EXCESS * share / (1 + (MAX_EXCESS - 1) * share);
      double excess = units.count(!down);
      double seen = excess / Math.max(1, excess + units.count(down));
      shares[i] = Math.max(share, Math.min(most, seen));
    }
    return shares;
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
