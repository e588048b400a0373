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
 * 2103.06476), whose normal mixture goes back to Robbins, "Statistical methods related to the law
 * of the iterated logarithm" (1970).
 *
 * <h2>The interval of the difference</h2>
 *
 * <p>Let D be the difference of the means, d the true one, V the variance of D, and t a clock with
 * V t about constant, so that S = (D - d) t / s with s² = V t moves like a Brownian motion at time
 * t. For every m the likelihood ratio exp(m S - m² t / 2) is then a martingale that starts at 1,
 * and so is its mean over m from a normal distribution of variance ρ²:
 *
 * <pre>  M = exp(S² ρ² / (2 (t ρ² + 1))) / sqrt(t ρ² + 1)</pre>
 *
 * By Ville's inequality the probability that M ever reaches 1/α is at most α. Solved for d, with r
 * = t ρ²:
 *
 * <pre>  |D - d| &lt; sqrt(V · 2 (r + 1) / r · ln(sqrt(r + 1) / α))   at all t,</pre>
 *
 * and solved for α at d = 0, {@link #chance}. The interval is narrowest about where ρ² = (-2 ln α +
 * ln(1 - 2 ln α)) / t. The clock t is the number of subjects that converted in the two groups, and
 * ρ² is chosen for {@link #NARROWEST_AT} of them. Conversions carry the information, whether they
 * come from many subjects or from a closed cohort over time; counted in subjects, the clock would
 * stand still in the second case while D moves on. With k variants each of the k - 1 intervals gets
 * an equal share of α, so that all of them hold together.
 *
 * <h2>The interval of the relative lift</h2>
 *
 * <p>Let a and b be the means of the variant and the first one, with variances A and B. For the
 * true ratio q the mean of a - q b is 0, so by the same argument |a - q b| &lt; g sqrt(A + q² B)
 * holds at all t, where g is the square root above without V. The ratios that satisfy it are the
 * interval (Fieller, "Some problems in interval estimation", 1954), less 1 as a lift. It is bounded
 * if b differs from 0 by more than g sqrt(B); else there is none. It excludes 0 exactly if the
 * interval of the difference does.
 *
 * <h2>What is compared</h2>
 *
 * <p>Means are compared among subjects that were drawn in the same period with the same weights,
 * and are weighted by the number of subjects in the period. Otherwise a weight that was raised on a
 * good day would look like an effect (Simpson's paradox). A period ends for all variants when the
 * weights change, and later conversions of its subjects do not count: some of them see another
 * variant from then on. V is the larger of two estimates: one from the variances of the two groups,
 * and one from the variance of both groups pooled, which tolerates a small group of a period
 * without any conversion yet.
 *
 * <h2>Assumptions, and what breaks them</h2>
 *
 * <ul>
 *   <li>Subjects are assigned at random and independently of each other. Whatever loses subjects of
 *       one variant breaks it; {@link SampleRatio} detects that if the sizes show it. Subjects that
 *       influence each other, such as colleagues of one company, break it too: bucket by the
 *       company.
 *   <li>The means are nearly normal from the first look on. Few conversions break it, so there is
 *       no interval before {@link #MIN_CONVERSIONS} in each of the two groups. A few very large
 *       sums break it, so sums are reduced to a quantile ({@link Metric#cap}), and the mean is that
 *       of the reduced sums. The quantile is estimated from all variants together, so it treats
 *       them alike; as it settles, so does what is estimated.
 *   <li>V t is about constant. Later and repeated conversions only make D move more slowly than
 *       assumed. A mean that changes over time, such as at a weekend, does so for both groups.
 *   <li>A subject sees its first variant throughout its period. One that sees another, for example
 *       on a second device, dilutes the difference ({@link ExperimentResults#crossed}).
 *   <li>One metric was chosen beforehand. The intervals of each metric hold together, not those of
 *       ten metrics.
 * </ul>
 *
 * @param variant the variant's name
 * @param first the name of the first variant
 * @param difference the mean of the variant minus the mean of the first; without an interval if it
 *     is too early
 * @param lift the difference divided by the mean of the first; null if that is 0
 * @param chance the largest probability with which, if the two were alike, a difference this clear
 *     would occur at any look; 1 if it is too early
 * @param forecasts the users still needed to show lifts of given sizes, in ascending order; empty
 *     if the first variant has fewer than {@link #MIN_CONVERSIONS} conversions
 */
public record Comparison(
    String variant,
    String first,
    Estimate difference,
    @Nullable Estimate lift,
    double chance,
    List<Forecast> forecasts) {
  /** The number of conversions that each of the two groups must have. */
  public static final int MIN_CONVERSIONS = 20;

  /** The number of conversions, of both groups together, at which the interval is narrowest. */
  public static final int NARROWEST_AT = 250;

  /**
   * Copies the list.
   *
   * @param variant as above
   * @param first as above
   * @param difference as above
   * @param lift as above
   * @param chance as above
   * @param forecasts as above
   */
  public Comparison {
    forecasts = List.copyOf(forecasts);
  }

  /** Compares within each period. */
  static Comparison of(
      String variant, String first, List<VariantStats> cells, double alpha, int comparisons) {
    GroupPair pair = new GroupPair();
    for (VariantStats cell : cells) {
      if (cell.variant().equals(variant)) {
        cells.stream()
            .filter(c -> c.variant().equals(first) && c.isBeside(cell))
            .forEach(control -> pair.add(cell, control, PeriodWeights.users(cells, cell)));
      }
    }
    ConfidenceSequence sequence = new ConfidenceSequence(pair, alpha / comparisons);
    return new Comparison(
        variant,
        first,
        sequence.difference(),
        sequence.lift(),
        Math.min(1, comparisons * sequence.chance()),
        sequence.forecasts());
  }

  /** {@return whether the interval excludes a difference of zero} */
  public boolean isClear() {
    return difference.excludesZero();
  }

  /** {@return the meaning of this comparison, in a sentence or two} */
  public String summary() {
    if (!difference.hasInterval()) {
      return "Too early to say: one of the two has fewer than "
          + MIN_CONVERSIONS
          + " conversions, or all users did the same.";
    }
    if (!isClear()) {
      return "No difference is shown between " + variant + " and " + first + " yet.";
    }
    String than = difference.value() > 0 ? " is higher than " : " is lower than ";
    return variant
        + than
        + first
        + ". If they were equal, a difference this clear would appear in "
        + text()
        + " of experiments, however often the results are read.";
  }

  private String text() {
    return chance < 1e-4
        ? "less than 0.01 %"
        : "at most " + String.format(Locale.ROOT, "%.2g", chance * 100) + " %";
  }
}
