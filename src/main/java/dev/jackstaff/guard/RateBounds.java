package dev.jackstaff.guard;

import java.util.List;

/** Bounds for rates that hold at all times at once, by inverting the evidence against a rate. */
final class RateBounds {
  /** The largest ratio in question; one above it is as good as none. */
  private static final double MAX_RATIO = 1000;

  private static final int BISECTIONS = 60;

  private RateBounds() {}

  /**
   * Returns an upper bound of the ratio of two groups' rates. If the ratio is r, a unit of the list
   * is in the tested group with the probability p r / (p r + 1 - p). Each r has a wager that the
   * probability is lower, with the groups exchanged; the ratios whose wagers have won are excluded.
   *
   * @param counts the units of the list
   * @param shares the share p in each stratum
   * @param error the probability that the ratio is ever above the bound
   * @return infinite if every ratio up to 1,000 is possible
   */
  static double maxRatio(Wager counts, List<Double> shares, double error) {
    double high = Math.log(MAX_RATIO);
    double low = -high;
    if (!isExcluded(counts, shares, high, error)) {
      return Double.POSITIVE_INFINITY;
    }
    for (int i = 0; i < BISECTIONS; i++) {
      double middle = (low + high) / 2;
      if (isExcluded(counts, shares, middle, error)) {
        high = middle;
      } else {
        low = middle;
      }
    }
    return Math.exp(high);
  }

  /** Evidence that is no number, of a share too small to compute with, excludes nothing. */
  private static boolean isExcluded(
      Wager counts, List<Double> shares, double logRatio, double error) {
    return against(counts, shares, logRatio) >= 1 / error;
  }

  /** Returns the evidence that the ratio is below one whose logarithm is given. */
  private static double against(Wager counts, List<Double> shares, double logRatio) {
    double ratio = Math.exp(logRatio);
    double product = 1;
    for (int i = 0; i < shares.size(); i++) {
      double rest = (1 - shares.get(i)) / (shares.get(i) * ratio + 1 - shares.get(i));
      product *= EProcess.evidence(counts.others(i), counts.excess(i), rest);
    }
    return product;
  }

  /**
   * Returns an upper bound of a share, by a mixture of binomial likelihoods over the Beta
   * distribution with the parameters ½ and ½.
   *
   * @param error the probability that the share is ever outside of the lower and the upper bound
   */
  static double upper(long hits, long units, double error) {
    return 1 - lower(units - hits, units, error);
  }

  /** Returns a lower bound of a share, by the same mixture. */
  static double lower(long hits, long units, double error) {
    double low = 0;
    double high = units == 0 ? 0 : (double) hits / units;
    for (int i = 0; i < BISECTIONS && hits > 0; i++) {
      double middle = (low + high) / 2;
      if (logEvidence(hits, units, middle) >= -Math.log(error)) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /** Returns ln of ∫ q^h (1-q)^(n-h) dBeta(q) / (s^h (1-s)^(n-h)). */
  private static double logEvidence(long hits, long units, double share) {
    double misses = units - hits;
    double mixture =
        logGamma(hits + 0.5) + logGamma(misses + 0.5) - logGamma(units + 1.0) - Math.log(Math.PI);
    double misfit = misses == 0 ? 0 : misses * Math.log1p(-share);
    return mixture - hits * Math.log(share) - misfit;
  }

  /** Returns ln Γ(x) for x > 0, by Stirling's series above 15. */
  static double logGamma(double x) {
    double shift = 0;
    double y = x;
    for (; y < 15; y++) {
      shift += Math.log(y);
    }
    double s = 1 / (y * y);
    double series = (1.0 / 12 - s * (1.0 / 360 - s * (1.0 / 1260 - s * (1.0 / 1680)))) / y;
    return (y - 0.5) * Math.log(y) - y + 0.5 * Math.log(2 * Math.PI) + series - shift;
  }
}
