package dev.jackstaff.guard;

/**
 * The evidence from all units, failing or not, that units of the tested group fail more often; and
 * a bound for how much more often. It is stronger than a list of failing units when many units
 * fail. Each unit is a bet on its group, given whether it failed, at odds from the rates of the
 * units before it. Not thread-safe.
 *
 * <p>Reference: R. Turner, A. Ly, P. Grünwald, Generic E-variables for exact sequential k-sample
 * tests that allow for optional stopping, J. Stat. Plan. Inference 230 (2024).
 */
final class AllUnits {
  /** The weight, in units, of the common rate in the estimate of each group's rate. */
  private static final double SMOOTHING = 4;

  private final ArmComparison comparison;
  private final int atLeast;

  /** The units and the failing ones, by stratum and side. */
  private final long[][] units;

  private final long[][] failing;
  private double logEvidence;
  private double peak;

  AllUnits(ArmComparison comparison, int atLeast) {
    this.comparison = comparison;
    this.atLeast = atLeast;
    this.units = new long[comparison.strata()][2];
    this.failing = new long[comparison.strata()][2];
  }

  /** Takes the first outcome of a unit. */
  void first(TestEvent event) {
    int side = comparison.side(event);
    if (side == ArmComparison.NEITHER) {
      return;
    }
    int stratum = comparison.stratum(event);
    boolean failed = (event.detail() & 1) != 0;
    logEvidence += bet(stratum, side, failed);
    units[stratum][side]++;
    failing[stratum][side] += failed ? 1 : 0;
    if (failing(ArmComparison.TESTED) >= atLeast) {
      peak = Math.max(peak, evidence());
    }
  }

  /** Returns the logarithm of the bet's win; 0 while the tested group seems to fail no more. */
  private double bet(int stratum, int side, boolean failed) {
    double tested = rate(stratum, ArmComparison.TESTED);
    double reference = rate(stratum, ArmComparison.REFERENCE);
    if (tested <= reference) {
      return 0;
    }
    double own = side == ArmComparison.TESTED ? tested : reference;
    double share = comparison.share(stratum);
    double all = share * tested + (1 - share) * reference;
    return failed ? Math.log(own / all) : Math.log((1 - own) / (1 - all));
  }

  private double rate(int stratum, int side) {
    long[] n = units[stratum];
    long[] f = failing[stratum];
    double common = (f[0] + f[1] + 0.5) / (n[0] + n[1] + 1);
    return (f[side] + SMOOTHING * common) / (n[side] + SMOOTHING);
  }

  double evidence() {
    return Math.min(Math.exp(logEvidence), Double.MAX_VALUE);
  }

  /** Returns the largest evidence so far; 0 while too few units of the tested group fail. */
  double peak() {
    return peak;
  }

  long units(int side) {
    return sum(units, side);
  }

  long failing(int side) {
    return sum(failing, side);
  }

  private static long sum(long[][] counts, int side) {
    long sum = 0;
    for (long[] count : counts) {
      sum += count[side];
    }
    return sum;
  }

  /**
   * Returns an upper bound of the share of additional failing units in the tested group, -1 to 1;
   * the largest of the strata's.
   *
   * @param error the probability that the bound is ever too low
   */
  double maxDifference(double error) {
    double part = error / (2 * comparison.strata());
    double max = -1;
    for (int i = 0; i < units.length; i++) {
      double tested = RateBounds.upper(failing[i][0], units[i][0], part);
      double reference = RateBounds.lower(failing[i][1], units[i][1], part);
      max = Math.max(max, tested - reference);
    }
    return max;
  }
}
