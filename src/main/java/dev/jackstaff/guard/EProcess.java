package dev.jackstaff.guard;

/**
 * The evidence that a signal hits one of two groups more often than their sizes explain.
 *
 * <p><b>The question.</b> A percentage p has put each unit (each bucketing id) into the on-group
 * with probability p, by a hash that is independent of the unit's later behaviour. List the units
 * in the order in which each of them fails for the first time. If the flag changes nothing, nothing
 * about this list depends on the groups: not which units fail, not when they fail, not how often a
 * user returns, not whether a broken database makes all requests fail from noon on. So the k-th
 * unit of the list is in the on-group with probability p, whatever was observed before. The base
 * rate of failures, and its changes, cancel out; so do retries, since a unit is in the list once.
 *
 * <p><b>The wager.</b> If the flag makes units fail, each is from the on-group with some q &gt; p.
 * After a units of the on-group and b of the off-group, q is more likely than p by the factor
 *
 * <pre>  (q/p)^a ((1-q)/(1-p))^b</pre>
 *
 * <p>which, under "no difference", is a martingale that starts at 1: a fair game. Since q is
 * unknown, the stake is spread over all q in (p, 1] with the density 1 / (q ln(1/p)), under which a
 * q between 2 % and 4 % is as likely as one between 20 % and 40 %:
 *
 * <pre>
 *  M(a, b) = 1/ln(1/p) ∫ (q/p)^a ((1-q)/(1-p))^b dq/q    over q from p to 1
 * </pre>
 *
 * <p>A mixture of martingales is a martingale: p M(a+1, b) + (1-p) M(a, b+1) = M(a, b). By Ville's
 * inequality the probability that a nonnegative martingale that starts at 1 ever reaches 1/α is at
 * most α. Since this holds for all times at once, the test may be evaluated after every request and
 * stopped at any time. M is an "e-process"; the idea of the mixture is Robbins's, of the
 * conditional binomial comparison of two rates Przyborowski and Wilenski's.
 *
 * <p><b>The closed form.</b> With t = 1-q the integral is an incomplete beta function, B(1-p; b+1,
 * a), whose hypergeometric series has only positive terms; the powers cancel:
 *
 * <pre>
 *  M(a, b) = (1-p) / ((b+1) ln(1/p)) · Σ  t(m)    over m = 0, 1, 2, …
 *  t(0) = 1,   t(m+1) = t(m) (1-p) (a+b+1+m) / (b+2+m)
 * </pre>
 *
 * <p><b>Fewer failures.</b> The flag may also make units fail less. M depends on the two counts
 * only; it rises with a and falls with b. If no unit fails sooner with the flag than it would
 * without it, a is never larger than it would be if the flag changed nothing, and b is the same. So
 * M is never larger than a martingale, and Ville's bound holds for this one-sided question too.
 *
 * <p><b>Several percentages.</b> With a rule of 50 % for one country and 5 % elsewhere, that
 * country is over-represented in the on-group, and if it fails more often, so does the on-group. So
 * units are counted separately per percentage, each with its own M. Every unit of the list changes
 * only one factor of the product, which is therefore a martingale as well. A unit that meets both
 * percentages counts for the one where it failed first: its groups under the two percentages come
 * from one bucket, and are not independent.
 *
 * <p>References: J. Ville, Étude critique de la notion de collectif (1939). H. Robbins, Statistical
 * methods related to the law of the iterated logarithm, Ann. Math. Statist. 41 (1970). S. Howard,
 * A. Ramdas, J. McAuliffe, J. Sekhon, Time-uniform Chernoff bounds via nonnegative
 * supermartingales, Probab. Surveys 17 (2020). I. Waudby-Smith, A. Ramdas, Estimating means of
 * bounded random variables by betting, JRSS B 86 (2024). J. Przyborowski, H. Wilenski, Homogeneity
 * of results in testing samples from Poisson series, Biometrika 31 (1940).
 */
final class EProcess {
  /** An evidence beyond any limit in use, at which the sum is cut off. */
  private static final double MAX_SUM = 1e250;

  /** The relative error of the sum. */
  private static final double EXACT = 1e-12;

  private EProcess() {}

  /**
   * Returns the evidence M that more of the units are in the first group than its share explains; 1
   * if there are no units.
   *
   * @param first the number of units of the first group
   * @param second the number of units of the other group
   * @param share the share of the first group, over 0 and under 1
   */
  static double evidence(long first, long second, double share) {
    double rest = 1 - share;
    double sum = 1;
    double term = 1;
    double above = first + second + 1.0;
    double below = second + 2.0;
    while (sum < MAX_SUM) {
      double ratio = rest * above++ / below++;
      term *= ratio;
      sum += term;
      // The ratios tend to 1-p monotonically, so the remainder is bounded by a geometric series.
      double largest = Math.max(ratio, rest);
      if (largest < 1 && term * largest < EXACT * (1 - largest) * sum) {
        break;
      }
    }
    return sum * rest / ((second + 1) * -Math.log(share));
  }
}
