package dev.jackstaff.experiment;

/** The sums over all periods of a variant and the first one. Not thread-safe. */
final class GroupPair {
  private double weights;
  private double conversions;
  private double firstConversions;
  private double sum;
  private double firstSum;
  private double variance;
  private double firstVariance;
  private double pooled;

  /** Adds the two groups of a period with its weight. */
  void add(VariantStats v, VariantStats c, double weight) {
    double both = v.users() + c.users();
    double gap = v.mean() - c.mean();
    double squares =
        (v.users() - 1) * v.variance()
            + (c.users() - 1) * c.variance()
            + v.users() * c.users() / both * gap * gap;
    weights += weight;
    conversions += v.conversions();
    firstConversions += c.conversions();
    sum += weight * v.mean();
    firstSum += weight * c.mean();
    variance += weight * weight * v.variance() / v.users();
    firstVariance += weight * weight * c.variance() / c.users();
    pooled += weight * weight * squares / (both - 1) * (1 / v.users() + 1 / c.users());
  }

  double users() {
    return weights;
  }

  double conversions() {
    return conversions + firstConversions;
  }

  boolean hasFirst() {
    return firstConversions >= Comparison.MIN_CONVERSIONS;
  }

  boolean hasBoth() {
    return hasFirst() && conversions >= Comparison.MIN_CONVERSIONS;
  }

  double mean() {
    return weights == 0 ? 0 : sum / weights;
  }

  double firstMean() {
    return weights == 0 ? 0 : firstSum / weights;
  }

  /** Returns the variance of the difference of the means, the larger of the two estimates. */
  double differenceVariance() {
    return Math.max(variance + firstVariance, pooled) / (weights * weights);
  }

  /** Returns the variance of the variant's mean, as a part of that of the difference. */
  double meanVariance() {
    return differenceVariance() * variance / (variance + firstVariance);
  }

  /** Returns the variance of the first variant's mean, as a part of that of the difference. */
  double firstMeanVariance() {
    return differenceVariance() * firstVariance / (variance + firstVariance);
  }
}
