package dev.jackstaff.guard;

/**
 * One wager: the bets of a list on units that are in it for the first time since the wager began,
 * counted by stratum and by the group that won, and their evidence. Not thread-safe.
 */
final class Wager {
  /** A margin for rounding. */
  private static final double SLACK = 1e-6;

  private final long start;
  private final long begun;
  private final double weight;
  private final double[] shares;
  private final long[] excess;
  private final long[] others;
  private double evidence = 1;
  private boolean stale;

  /**
   * Creates a wager.
   *
   * @param start the number of the first hit of the list that is in it
   * @param begun the time of that hit, in nanoseconds since 1970
   * @param weight its part of the probability of a false alarm
   * @param shares for each stratum, the probability that a unit of the list is in the group in
   *     which an excess is harmful
   */
  Wager(long start, long begun, double weight, double[] shares) {
    this.start = start;
    this.begun = begun;
    this.weight = weight;
    this.shares = shares;
    this.excess = new long[shares.length];
    this.others = new long[shares.length];
  }

  long start() {
    return start;
  }

  long begun() {
    return begun;
  }

  /** Counts a unit; the harmful group is the one in which an excess is harmful. */
  void count(int stratum, boolean harmful) {
    (harmful ? excess : others)[stratum]++;
    stale = true;
  }

  long excess() {
    return sum(excess);
  }

  long others() {
    return sum(others);
  }

  long excess(int stratum) {
    return excess[stratum];
  }

  long others(int stratum) {
    return others[stratum];
  }

  long units() {
    return excess() + others();
  }

  /**
   * Returns false if the weighted evidence is certainly no larger than a value. It is a mean of
   * likelihood ratios, hence no larger than the largest one, which is cheaper to compute.
   */
  boolean mayExceed(double value) {
    return mayExceed(value, shares);
  }

  private boolean mayExceed(double value, double[] shares) {
    double log = Math.log(weight) + SLACK;
    for (int i = 0; i < shares.length; i++) {
      log += logLargestRatio(excess[i], others[i], shares[i]);
    }
    return log >= Math.log(value);
  }

  private static double logLargestRatio(long excess, long others, double share) {
    double rate = (double) excess / (excess + others);
    if (!(rate > share)) {
      return 0;
    }
    double rest = others == 0 ? 0 : others * Math.log((1 - rate) / (1 - share));
    return excess * Math.log(rate / share) + rest;
  }

  /** Returns the evidence times the weight. */
  double weighted() {
    if (stale) {
      stale = false;
      evidence = 1;
      for (int i = 0; i < shares.length; i++) {
        if (excess[i] + others[i] > 0) {
          evidence *= EProcess.evidence(excess[i], others[i], shares[i]);
        }
      }
    }
    return evidence * weight;
  }

  /**
   * Returns the evidence times the weight with other shares than those of the wager, or 0 if it is
   * below a value.
   */
  double weighted(double[] others, double least) {
    if (!mayExceed(least, others)) {
      return 0;
    }
    double product = weight;
    for (int i = 0; i < others.length; i++) {
      if (excess[i] + this.others[i] > 0) {
        product *= EProcess.evidence(excess[i], this.others[i], others[i]);
      }
    }
    return product;
  }

  private static long sum(long[] counts) {
    long sum = 0;
    for (long count : counts) {
      sum += count;
    }
    return sum;
  }
}
