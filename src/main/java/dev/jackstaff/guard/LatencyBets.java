package dev.jackstaff.guard;

/**
 * The evidence that requests of the tested group last longer, without a limit: a wager at each
 * limit of {@link LatencyGrid}, on the units whose first counted request was over it. The mean of
 * the evidences is evidence, since all of them are fair games on the same list. Not thread-safe.
 */
final class LatencyBets {
  private final ArmComparison comparison;
  private final int atLeast;
  private final Wager[] wagers = new Wager[LatencyGrid.size()];
  private long listed;
  private long nextLook = 1;
  private double peak;

  LatencyBets(ArmComparison comparison, int atLeast) {
    this.comparison = comparison;
    this.atLeast = atLeast;
    double[] shares = comparison.shares().stream().mapToDouble(Double::doubleValue).toArray();
    for (int i = 0; i < wagers.length; i++) {
      wagers[i] = new Wager(0, 0, 1.0 / wagers.length, shares);
    }
  }

  /** Takes the first outcome of a unit. */
  void first(TestEvent event) {
    int side = comparison.side(event);
    if (side == ArmComparison.NEITHER) {
      return;
    }
    int over = Math.min(event.detail() >>> 1, wagers.length);
    for (int i = 0; i < over; i++) {
      wagers[i].count(comparison.stratum(event), side == ArmComparison.TESTED);
    }
    listed++;
    // At any time will do, so it need not be at every unit; all nodes look at the same ones.
    if (listed >= nextLook) {
      nextLook = listed + listed / 128 + 1;
      look();
    }
  }

  private void look() {
    double sum = 0;
    for (Wager wager : wagers) {
      sum += wager.excess() >= atLeast ? wager.weighted() : 0;
    }
    peak = Math.max(peak, Math.min(sum, Double.MAX_VALUE));
  }

  double evidence() {
    double sum = 0;
    for (Wager wager : wagers) {
      sum += wager.weighted();
    }
    return Math.min(sum, Double.MAX_VALUE);
  }

  /** Returns the evidence now with other shares; 0 while too few units of the group are slow. */
  double evidence(double[] shares) {
    double sum = 0;
    for (Wager wager : wagers) {
      sum += wager.excess() >= atLeast ? wager.weighted(shares, 0) : 0;
    }
    return Math.min(sum, Double.MAX_VALUE);
  }

  /** Returns the largest evidence so far; 0 while too few units of the tested group are slow. */
  double peak() {
    return peak;
  }

  /** Returns the index of the limit with the largest evidence. */
  int strongest() {
    int best = 0;
    for (int i = 1; i < wagers.length; i++) {
      best = wagers[i].weighted() > wagers[best].weighted() ? i : best;
    }
    return best;
  }

  /** Returns the number of units of a side over the limit with the largest evidence. */
  long units(int side) {
    Wager wager = wagers[strongest()];
    return side == ArmComparison.TESTED ? wager.excess() : wager.others();
  }
}
