package dev.jackstaff.guard;

/**
 * Evidence that a thing hits one of two groups more often than their sizes explain.
 *
 * <p><b>The question.</b> A percentage p has put each unit (each bucketing id) into the on-group
 * with probability p, by a hash that knows nothing of what the unit will do. Write down the units
 * in the order in which each of them fails for the first time. If the flag changes nothing, nothing
 * about this list depends on the groups: not who fails, not when, not how often somebody comes
 * back, not whether a broken database makes everybody fail from noon on. So the k-th unit of the
 * list is in the on-group with probability p, whatever was seen before. The base rate of failures,
 * and how it moves, has dropped out; so have retries, since a unit stands in the list once.
 *
 * <p><b>The wager.</b> If the flag makes units fail, each is from the on-group with some q &gt; p.
 * After a units of the on-group and b of the off-group, q is more likely than p by the factor
 *
 * <pre>  (q/p)^a ((1-q)/(1-p))^b</pre>
 *
 * <p>which, under "no difference", is a martingale that starts at 1: a fair game. q is not known,
 * so the stake is spread over all q in (p, 1] with the density 1 / (q ln(1/p)), to which a q
 * between 2 % and 4 % is as likely as one between 20 % and 40 %:
 *
 * <pre>
 *  M(a, b) = 1/ln(1/p) ∫ (q/p)^a ((1-q)/(1-p))^b dq/q    over q from p to 1
 * </pre>
 *
 * <p>A mixture of martingales is one: p M(a+1, b) + (1-p) M(a, b+1) = M(a, b). By Ville's
 * inequality the probability that a nonnegative martingale that starts at 1 ever reaches 1/α is at
 * most α. Ever: so one may look at it after every request and stop when one likes. M is an
 * "e-process"; the idea of the mixture is Robbins's, of the conditional binomial comparison of two
 * rates Przyborowski and Wilenski's.
 *
 * <p><b>The closed form.</b> With t = 1-q the integral is an incomplete beta function, B(1-p; b+1,
 * a), whose hypergeometric series has only positive terms; the powers cancel:
 *
 * <pre>
 *  M(a, b) = (1-p) / ((b+1) ln(1/p)) · Σ  t(m)    over m = 0, 1, 2, …
 *  t(0) = 1,   t(m+1) = t(m) (1-p) (a+b+1+m) / (b+2+m)
 * </pre>
 *
 * <p><b>"Fails no more".</b> The flag may also make units fail less. M depends on the two counts
 * only, rises with a and falls with b. If no unit fails sooner with the flag than it would without,
 * a is at no time larger than in the world in which the flag changes nothing, and b is the same; so
 * M is at no time larger than a martingale, and Ville's bound holds for this one-sided question
 * too.
 *
 * <p><b>Several percentages.</b> Under a rule of 50 % for one country beside 5 % elsewhere the
 * country is over-represented in the on-group, and if it fails more, so does the on-group. So units
 * are counted apart per percentage, each with its own M; every unit of the list moves one factor of
 * the product only, which therefore is a martingale as well. A unit that meets both percentages
 * counts where it failed first: its two places in the two groups come from one bucket, and are not
 * independent.
 *
 * <p>References: J. Ville, Étude critique de la notion de collectif (1939). H. Robbins, Statistical
 * methods related to the law of the iterated logarithm, Ann. Math. Statist. 41 (1970). S. Howard,
 * A. Ramdas, J. McAuliffe, J. Sekhon, Time-uniform Chernoff bounds via nonnegative
 * supermartingales, Probab. Surveys 17 (2020). I. Waudby-Smith, A. Ramdas, Estimating means of
 * bounded random variables by betting, JRSS B 86 (2024). J. Przyborowski, H. Wilenski, Homogeneity
 * of results in testing samples from Poisson series, Biometrika 31 (1940).
 */
final class Wager {
  /** More evidence than anybody asks for. */
  private static final double PLENTY = 1e250;

  /** How exact the sum is, as a share of itself. */
  private static final double EXACT = 1e-12;

  private Wager() {}

  /**
   * The evidence M that more of the units are in the first group than its share explains; 1 where
   * nothing was seen.
   *
   * @param first how many units of the first group
   * @param second how many of the other
   * @param share of the first group, over 0 and under 1
   */
  static double evidence(long first, long second, double share) {
    double rest = 1 - share;
    double sum = 1;
    double term = 1;
    double above = first + second + 1.0;
    double below = second + 2.0;
    while (sum < PLENTY) {
      double ratio = rest * above++ / below++;
      term *= ratio;
      sum += term;
      // The ratios go to 1-p without turning, so what is left out is under a geometric series.
      double largest = Math.max(ratio, rest);
      if (largest < 1 && term * largest < EXACT * (1 - largest) * sum) {
        break;
      }
    }
    return sum * rest / ((second + 1) * -Math.log(share));
  }
}
