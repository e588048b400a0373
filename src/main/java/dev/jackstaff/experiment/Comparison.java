package dev.jackstaff.experiment;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The comparison of a variant to the first one. Immutable.
 *
 * <p>People look at an experiment every day and stop when they like what they see; an ordinary
 * confidence interval is then wrong far more often than it claims. This one holds at all looks
 * together. It is a confidence sequence, the asymptotic one of Waudby-Smith, Arbour, Sinha, Kennedy
 * and Ramdas, "Time-uniform central limit theory and asymptotic confidence sequences" (arXiv
 * 2103.06476).
 *
 * <p>Let D be the difference of the means after t subjects, d the true one, and V the variance of
 * D, so that S = (D - d) t / s with s² = V t moves like a Brownian motion at time t. For every m
 * the likelihood ratio exp(m S - m² t / 2) is then a martingale that starts at 1, and so is its
 * mean over m from a normal distribution of variance ρ²:
 *
 * <pre>  M = exp(S² ρ² / (2 (t ρ² + 1))) / sqrt(t ρ² + 1)</pre>
 *
 * By Ville's inequality the probability that M ever reaches 1/α is at most α. Solved for d, with r
 * = t ρ²:
 *
 * <pre>  |D - d| &lt; sqrt(V · 2 (r + 1) / r · ln(sqrt(r + 1) / α))   at all t,</pre>
 *
 * and solved for α at d = 0, {@link #chance}. The interval is narrowest about where ρ² = (-2 ln α +
 * ln(1 - 2 ln α)) / t, here at t = 5,000 subjects. With k variants each of the k - 1 intervals gets
 * an equal share of α, so that all of them hold together.
 *
 * <p>Means are compared among subjects that were drawn with the same weights, and are weighted by
 * the number of subjects. Otherwise a weight that was raised on a good day would look like an
 * effect (Simpson's paradox). V is the larger of two estimates: one from the variances of the two
 * groups, and one from the variance of both groups pooled, which tolerates a small group without
 * any conversion yet. The normal approximation needs events: before {@link #MIN_CONVERSIONS}
 * conversions there is no result. Later or repeated conversions of a subject only make D move more
 * slowly than assumed.
 *
 * @param variant the variant's name
 * @param first the name of the first variant
 * @param difference the mean of the variant minus the mean of the first
 * @param low the lower end of the interval, or null if it is too early
 * @param high the upper end of the interval, or null if it is too early
 * @param chance the largest probability with which, if the two were alike, a difference this clear
 *     would occur at any look; 1 if it is too early
 */
public record Comparison(
    String variant,
    String first,
    double difference,
    @Nullable Double low,
    @Nullable Double high,
    double chance) {
  /** The number of conversions that the two groups must have together. */
  public static final int MIN_CONVERSIONS = 20;

  private static final double BEST_AT = 5000;

  /** Compares within each split. */
  static Comparison of(
      String variant, String first, List<VariantStats> cells, double alpha, int comparisons) {
    Sums sums = new Sums();
    for (VariantStats cell : cells) {
      if (cell.variant().equals(variant)) {
        cells.stream()
            .filter(c -> c.variant().equals(first) && c.split().equals(cell.split()))
            .forEach(control -> sums.add(cell, control));
      }
    }
    return sums.comparison(variant, first, alpha / comparisons, comparisons);
  }

  /** The sums over all splits. */
  private static final class Sums {
    private double users;
    private double conversions;
    private double difference;
    private double apart;
    private double pooled;

    void add(VariantStats v, VariantStats c) {
      double both = v.users() + c.users();
      double gap = v.mean() - c.mean();
      double squares =
          (v.users() - 1) * v.variance()
              + (c.users() - 1) * c.variance()
              + v.users() * c.users() / both * gap * gap;
      users += both;
      conversions += v.conversions() + c.conversions();
      difference += both * gap;
      apart += both * both * (v.variance() / v.users() + c.variance() / c.users());
      pooled += both * both * squares / (both - 1) * (1 / v.users() + 1 / c.users());
    }

    Comparison comparison(String variant, String first, double alpha, int comparisons) {
      double variance = Math.max(apart, pooled) / (users * users);
      double d = users == 0 ? 0 : difference / users;
      if (!(variance > 0) || conversions < MIN_CONVERSIONS) {
        return new Comparison(variant, first, d, null, null, 1);
      }
      double r = users / BEST_AT * (-2 * Math.log(alpha) + Math.log(1 - 2 * Math.log(alpha)));
      double half = Math.sqrt(variance * 2 * (r + 1) / r * Math.log(Math.sqrt(r + 1) / alpha));
      double bound =
          comparisons * Math.sqrt(r + 1) * Math.exp(-d * d / variance * r / (2 * (r + 1)));
      return new Comparison(variant, first, d, d - half, d + half, Math.min(1, bound));
    }
  }

  /** {@return whether the interval excludes a difference of zero} */
  public boolean isClear() {
    return low != null && high != null && (low > 0 || high < 0);
  }

  /** {@return the meaning of this comparison, in a sentence or two} */
  public String says() {
    if (low == null) {
      return "Too early to say: the two have fewer than " + MIN_CONVERSIONS + " conversions.";
    }
    if (!isClear()) {
      return "No difference is shown between " + variant + " and " + first + " yet.";
    }
    String than = difference > 0 ? " is higher than " : " is lower than ";
    String chance = text();
    return variant
        + than
        + first
        + ". Were they alike, a difference this clear would turn up in "
        + chance
        + " of experiments, however often one looks.";
  }

  private String text() {
    return chance < 1e-4
        ? "less than 0.01 %"
        : "at most " + String.format(Locale.ROOT, "%.2g", chance * 100) + " %";
  }
}
