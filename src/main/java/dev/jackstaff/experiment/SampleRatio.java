package dev.jackstaff.experiment;

import java.util.List;
import java.util.Map;

/**
 * A test of whether the sizes of the groups fit the weights. If they do not, users of one variant
 * are being lost, for example because a page breaks before it is counted, and no other figure can
 * be trusted.
 *
 * <p>The test is valid at any time: under the right weights p the ratio of a Dirichlet mixture of
 * multinomials to the multinomial of p is a martingale that starts at 1, so it ever reaches 1,000
 * with a probability of at most 1 in 1,000 (Lindon and Malek, "Anytime-valid inference for
 * multinomial count data", 2022). The mixture is centred on p, and the ratios of the splits are
 * multiplied.
 *
 * @param chance the largest probability with which groups as uneven as these occur by chance at any
 *     look, 0 to 1
 */
public record SampleRatio(double chance) {
  private static final double ALARM = 0.001;
  private static final double CONCENTRATION = 100;

  /** {@return whether the groups do not fit the weights, so that no other figure can be trusted} */
  public boolean isWrong() {
    return chance < ALARM;
  }

  /** Tests the counts of each split against its intended weights. */
  static SampleRatio of(List<VariantStats> cells, Map<String, Map<String, Double>> weights) {
    double evidence = 0;
    for (Map.Entry<String, Map<String, Double>> split : weights.entrySet()) {
      evidence += evidence(cells, split.getKey(), split.getValue());
    }
    return new SampleRatio(Math.min(1, Math.exp(-evidence)));
  }

  private static double evidence(
      List<VariantStats> cells, String split, Map<String, Double> weights) {
    double total = weights.values().stream().mapToDouble(w -> w).sum();
    double n = 0;
    double log = 0;
    for (Map.Entry<String, Double> weight : weights.entrySet()) {
      double share = weight.getValue() / total;
      double count = count(cells, split, weight.getKey());
      if (share > 0) {
        double prior = CONCENTRATION * share;
        log += logGamma(prior + count) - logGamma(prior) - count * Math.log(share);
        n += count;
      }
    }
    return log + logGamma(CONCENTRATION) - logGamma(CONCENTRATION + n);
  }

  private static double count(List<VariantStats> cells, String split, String variant) {
    return cells.stream()
        .filter(cell -> cell.split().equals(split) && cell.variant().equals(variant))
        .mapToDouble(VariantStats::users)
        .sum();
  }

  /**
   * Returns the logarithm of the gamma function, by Stirling's series from 10 on, and by the
   * recurrence below.
   */
  static double logGamma(double x) {
    double shift = 0;
    double z = x;
    while (z < 10) {
      shift -= Math.log(z);
      z++;
    }
    double s = 1 / (z * z);
    double series = (1.0 / 12 - s * (1.0 / 360 - s * (1.0 / 1260 - s / 1680))) / z;
    return shift + (z - 0.5) * Math.log(z) - z + 0.5 * Math.log(2 * Math.PI) + series;
  }
}
