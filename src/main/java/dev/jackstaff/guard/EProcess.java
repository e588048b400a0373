package dev.jackstaff.guard;

/**
 * The evidence that a signal hits one of two groups more often than their sizes explain.
 *
 * <p><b>The question.</b> A percentage p has put each unit (each targeting key) into the on-group
 * with probability p, by a hash that is independent of the unit's later behaviour. List the units
 * in the order in which the requests began in which each of them failed for the first time. If the
 * flag changes nothing, nothing about this list depends on the groups: not which units fail, not
 * when they fail, not how often a user returns, not whether a broken database makes all requests
 * fail from noon on. So the k-th unit of the list is in the on-group with probability p, whatever
 * was observed before. The base rate of failures, and its changes, cancel out; so do retries, since
 * a unit is in the list once.
 *
 * <p><b>The assumption.</b> If the flag does no harm, a unit's place in the list, and whether it is
 * there at all, do not depend on its group. Each part of the design is there to keep that true:
 *
 * <ul>
 *   <li>A unit is exposed when code first checks the flag, in either group alike, and from then on
 *       all its requests count, checked or not. Breaks it: to count only requests that check the
 *       flag, when the new path checks it on more pages than the old one, or fails where nothing
 *       checks it.
 *   <li>An outcome is final when the request has ended or the patience has passed, and the list is
 *       in the order of beginnings. Breaks it: the order of ends. The group whose requests fail
 *       slowly comes late; if a shared dependency is away, the group that fails at once fills the
 *       list first.
 *   <li>The list of several nodes is that of all beginnings up to the oldest open request of all of
 *       them. Breaks it: to append what a node reports when it arrives. For the same reason an
 *       event that comes later than that is dropped, and a node that stops reporting is left out.
 *   <li>A unit keeps its group while it counts; the id is chosen before the bucket is known. Breaks
 *       it: ids that are made up, and kept only if the answer is of one kind (bots; visitors who
 *       delete their cookies when they do not like the page), or an id that changes at the login.
 *       Sizes that do not fit the percentage show that, and raise the limit tenfold. The share p is
 *       then the one among the units exposed, with at most four times the odds of the percentage
 *       ({@link Evenness}); that is simulated, not proved. For the same reason a visitor counts
 *       only with an id that this library has signed, and from the request on with which the cookie
 *       comes back, in either group alike. Breaks it: a flag that makes more visitors come back,
 *       and a client that throws away the cookies without the flag; the sizes show both, but at a
 *       small percentage only after a halt.
 *   <li>At most {@code perAddress} units of one client address are taken into a list, the first
 *       ones to be hit, whatever their groups ({@link AddressLimit}). Addresses and places do not
 *       depend on the group, so those that are taken are in the on-group with probability p, as all
 *       are; what is left out is only power. Breaks it: a limit for each group, which the smaller
 *       group would reach later; and an address that the flag changes, such as that of another
 *       proxy.
 *   <li>Units are compared, not requests. Breaks it: a flag that makes people do twice as many
 *       requests of the same quality. More of them fail at least once, and that is not a false
 *       alarm of the test, but perhaps of its reader.
 *   <li>Buckets are independent between units and of other causes of failure. Breaks it: another
 *       flag with the same salt and attribute, which divides the units in the same way.
 * </ul>
 *
 * <p>Exposures taken by mistake (a filter of hashes has false positives) do not depend on the
 * group. They dilute harm, and create no evidence of it.
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
 * stopped at any time; it may also act on the largest evidence that there ever was. M is an
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
 * <p><b>Wagers that start anew.</b> One wager grows old: after many quiet failures its evidence is
 * far below 1 and has to climb back, and a unit that failed in an outage yesterday is in the list
 * and never counts again. So further wagers begin, after every 50 bets, 500 events of the list or
 * 24 hours, each with a list of its own that begins empty. Wager 0 has the weight ½ and wager j the
 * weight 1/(2j(j+1)); the weights sum to 1. It is acted on if any M reaches 1/(α w): a union bound,
 * so nothing about the wagers together is assumed. That matters. They overlap, and for a wager that
 * knows the group of a unit already, that unit's next failure is no bet; only within its own list,
 * which forgets what was before, is a wager fair. When a wager begins depends on which units fail
 * and when, hence not on the groups. To retire a wager only loses evidence.
 *
 * <p><b>Units that return.</b> For a unit that has failed, the time of its next request depends on
 * how long the failing one lasted, and so perhaps on its group. Take an outage in which the new
 * path fails at once and the old one after 10 s: users of the on-group come back sooner. If a wager
 * began in the middle of the outage and counted the next failure of every unit, more of its first
 * units would be of the on-group, although the flag does no harm. (Measured, 50 % and a next
 * request after 30 s, at alpha 0.01: 36 false halts of 300.)
 *
 * <p>So a unit takes part in a wager only if it was not failing when the wager began. A unit is
 * failing from a failed request on, until one of its later requests goes well or nothing was heard
 * of it for an hour, which is long compared with any request. In an outage in which all requests
 * fail, a wager that begins then contains only units that had not failed in the outage before. The
 * time of such a unit's first failure is that of its next request after one that went well, which
 * does not depend on how long failures last.
 *
 * <p>This rule alone would be blind to harm which begins when everybody has just failed. So the
 * next request of a failing unit counts as well, but for its outcome and not for its time. List
 * these requests in the order of their beginnings, and divide the list into pairs of neighbours. If
 * one of a pair fails and the other does not, and one is in the on-group and the other is not, then
 * under "no difference" the failing one is in the on-group with probability ½, whatever the
 * percentage: both orders of the two groups are equally likely. That is a wager with p = ½ ({@link
 * ReturningUnits}), in which a unit takes part once, and such wagers start anew as well. If the
 * flag changes nothing, this is exact, since neither the pairs nor their outcomes depend on the
 * groups. If it changes only how long requests last, both of a pair still meet the application at
 * about the same time; while all requests fail, or none, a pair says nothing. Breaks it: an outage
 * that begins or ends between the two, if one group is always the later one of a pair. That is one
 * pair for each beginning and end, and the two are opposite.
 *
 * <p>Not proved but simulated is an outage in which some requests fail and others do not: the group
 * that waits less makes more requests in it, and recovers and fails again sooner. Requests of a
 * unit within the patience after its failure are retries, and ignored whatever their outcome, so
 * that a client in a loop does not flood the list.
 *
 * <p><b>All units.</b> Where many units fail, those that do not fail say something too. So each
 * unit's first outcome is a bet on its group, given whether it failed, at the odds of the rates of
 * the units before it ({@link AllUnits}). This game is fair in a history in which the group of
 * every exposed unit is known. In that history a unit that fails later, after a first request that
 * went well, is no bet, so that the wagers above are not fair in it; and the mean of two games that
 * are fair in different histories need not be fair in either. So this is a union bound as well:
 * wagers on first failures have half of α, and returning units and all units a quarter each. It
 * costs a factor of 2, a third of a failing user at 10 %. The bets on durations at several limits
 * do share one history, the list of first outcomes, and each unit's duration is known before its
 * group is; there the mean is fair ({@link LatencyBets}).
 *
 * <p><b>Fewer failures.</b> The flag may also make units fail less. M depends on the two counts
 * only; it rises with a and falls with b. If no unit fails sooner with the flag than it would
 * without it, a is never larger than it would be if the flag changed nothing, and b is the same. So
 * M is never larger than a martingale, and Ville's bound holds for this one-sided question too. The
 * times at which later wagers begin then depend on the groups a little, since a list without the
 * failures that the flag has prevented reaches 50 units later; for them the bound is not proved but
 * simulated. For a metric whose fall is harmful the groups are exchanged: the off-group's excess is
 * the harm.
 *
 * <p><b>Several percentages.</b> With a rule of 50 % for one country and 5 % elsewhere, that
 * country is over-represented in the on-group, and if it fails more often, so does the on-group. So
 * units are counted separately per percentage, each with its own M. Every unit of the list changes
 * only one factor of the product, which is therefore a martingale as well. A unit that meets both
 * percentages counts for the one where it failed first: its groups under the two percentages come
 * from one bucket, and are not independent.
 *
 * <p><b>Variants.</b> Of the units that have one of two variants with the weights v and w, a share
 * of v/(v+w) has the first, whatever the percentage; units of other variants are left out. Signals
 * and comparisons divide α.
 *
 * <p><b>Bounds.</b> The same wagers exclude effects: if the flag multiplies the rate by r, a unit
 * of the list is in the on-group with probability p r / (p r + 1 - p), and the wager that it is
 * there less often reaches 20 with a probability of at most 5 %, ever. The ratios whose wager has
 * not are those that remain possible ({@link RateBounds}). That presumes a ratio that does not
 * change; if it does, the bound is about a mean of it.
 *
 * <p>References: J. Ville, Étude critique de la notion de collectif (1939). H. Robbins, Statistical
 * methods related to the law of the iterated logarithm, Ann. Math. Statist. 41 (1970). S. Howard,
 * A. Ramdas, J. McAuliffe, J. Sekhon, Time-uniform Chernoff bounds via nonnegative
 * supermartingales, Probab. Surveys 17 (2020). I. Waudby-Smith, A. Ramdas, Estimating means of
 * bounded random variables by betting, JRSS B 86 (2024). J. Shin, A. Ramdas, A. Rinaldo,
 * E-detectors, New Engl. J. Stat. Data Sci. 2 (2023). R. Turner, A. Ly, P. Grünwald, Generic
 * E-variables for exact sequential k-sample tests that allow for optional stopping, J. Stat. Plan.
 * Inference 230 (2024). J. Przyborowski, H. Wilenski, Homogeneity of results in testing samples
 * from Poisson series, Biometrika 31 (1940).
 */
final class EProcess {
  /** An evidence beyond any limit in use, at which the sum is cut off. */
  private static final double MAX_SUM = 1e250;

  /**
   * The number of terms at which the sum is cut off. It is reached for shares below 0.00003 only,
   * where the terms fall so slowly that a look would not end; what is left out is positive, so it
   * only makes the test more careful.
   */
  private static final int MAX_TERMS = 1_000_000;

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
    for (int i = 0; i < MAX_TERMS && sum < MAX_SUM; i++) {
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
