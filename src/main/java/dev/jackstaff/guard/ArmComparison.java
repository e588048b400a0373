package dev.jackstaff.guard;

import java.util.ArrayList;
import java.util.List;

/**
 * Two groups of units that a test compares: the units with the flag and those without it, or the
 * units of one variant and those of the first one. A unit of the two groups is in the tested group
 * with a known probability, its share, which may differ between strata.
 *
 * @param variant the index of the tested variant, 1 or more, or 0 for the units with the flag
 * @param shares the share of the tested group in each stratum, over 0 and under 1; one entry only
 *     if the strata do not matter
 */
record ArmComparison(int variant, List<Double> shares) {
  /** The side of the group that is tested. */
  static final int TESTED = 0;

  /** The side of the group to which it is compared. */
  static final int REFERENCE = 1;

  /** The side of units that are in neither group. */
  static final int NEITHER = -1;

  /** Copies the shares. */
  ArmComparison {
    shares = List.copyOf(shares);
  }

  /**
   * Returns the comparisons that percentages and weights make possible.
   *
   * @param percentages the percentages that may decide, each over 0 and under 100
   * @param weights the weights of the variants, empty if there are none
   */
  static List<ArmComparison> of(double[] percentages, double[] weights) {
    List<ArmComparison> all = new ArrayList<>();
    if (percentages.length > 0) {
      List<Double> shares = new ArrayList<>();
      for (double percentage : percentages) {
        shares.add(Math.max(Double.MIN_NORMAL, percentage / 100));
      }
      all.add(new ArmComparison(0, shares));
    }
    for (int i = 1; i < weights.length; i++) {
      double share = weights[i] / (weights[i] + weights[0]);
      if (share > 0 && share < 1) {
        all.add(new ArmComparison(i, List.of(share)));
      }
    }
    return all;
  }

  /** Returns the side of an event's unit: {@link #TESTED}, {@link #REFERENCE} or neither. */
  int side(TestEvent event) {
    if (variant > 0) {
      return event.arm() == variant + 1 ? TESTED : event.arm() == 1 ? REFERENCE : NEITHER;
    }
    return event.stratum() < 0 || event.stratum() >= shares.size()
        ? NEITHER
        : event.arm() > 0 ? TESTED : REFERENCE;
  }

  /** Returns the stratum of an event in this comparison. */
  int stratum(TestEvent event) {
    return variant > 0 ? 0 : event.stratum();
  }

  int strata() {
    return shares.size();
  }

  double share(int stratum) {
    return shares.get(stratum);
  }
}
