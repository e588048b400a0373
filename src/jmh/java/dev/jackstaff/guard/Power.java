package dev.jackstaff.guard;

import dev.jackstaff.model.Guard;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.ToIntFunction;

/**
 * A rollout of a flag that does harm, with every request from another user, and how many users of
 * the on-group three tests needed, which looked after each of them.
 *
 * @param wald Wald's one-sided test, which knows both rates
 * @param guard this guard
 * @param sequence an asymptotic confidence sequence for the difference of the two rates
 */
record Power(int wald, int guard, int sequence) {
  static final double SHARE = 0.1;
  static final double BEFORE = 0.005;
  static final double AFTER = 0.05;

  private static final int MOST = 1_000_000;
  private static final double TUNED_FOR = 5000;

  static Power run(SplittableRandom random, double alpha) {
    Guard guard = new Guard(true, null, alpha, Guard.Then.KILL, 0);
    SequentialTest trial = new SequentialTest(guard, new double[] {100 * SHARE}, alpha, false);
    long salt = random.nextLong();
    long[] users = new long[2];
    long[] failing = new long[2];
    int[] ends = new int[3];
    double wald = 0;
    for (int i = 0; i < MOST && (ends[0] == 0 || ends[1] == 0 || ends[2] == 0); i++) {
      int on = random.nextDouble() < SHARE ? 1 : 0;
      boolean fails = random.nextDouble() < (on == 1 ? AFTER : BEFORE);
      users[on]++;
      failing[on] += fails ? 1 : 0;
      trial.count(0, on == 1, UnitHash.spread(salt + i), fails, 0);
      wald += on == 0 ? 0 : fails ? Math.log(AFTER / BEFORE) : Math.log((1 - AFTER) / (1 - BEFORE));
      int now = (int) users[1];
      ends[0] = ends[0] == 0 && wald >= -Math.log(alpha) ? now : ends[0];
      ends[1] = ends[1] == 0 && trial.judge() != null ? now : ends[1];
      ends[2] = ends[2] == 0 && on == 1 && isOver(users, failing, alpha) ? now : ends[2];
    }
    return new Power(ends[0], ends[1], ends[2]);
  }

  /**
   * Whether the one-sided sequence for the difference lies over 0. Waudby-Smith, Arbour, Sinha,
   * Kennedy, Ramdas, Time-uniform central limit theory and asymptotic confidence sequences, arXiv
   * 2103.06476.
   */
  private static boolean isOver(long[] users, long[] failing, double alpha) {
    if (users[0] == 0 || failing[1] == 0) {
      return false;
    }
    double off = (double) failing[0] / users[0];
    double on = (double) failing[1] / users[1];
    double n = users[0] + users[1];
    double variance = n * (off * (1 - off) / users[0] + on * (1 - on) / users[1]);
    double twice = -2 * Math.log(2 * alpha);
    double square = (twice + Math.log(twice + 1)) / TUNED_FOR;
    double grown = n * square + 1;
    double width = 2 * grown / (n * n * square) * Math.log(1 + Math.sqrt(grown) / (2 * alpha));
    return on - off > Math.sqrt(variance * width);
  }

  /** Users of the on-group that a z-test of a size fixed before needs, for 80 % power. */
  static long fixed(double alpha) {
    double per = AFTER * (1 - AFTER) + BEFORE * (1 - BEFORE) * SHARE / (1 - SHARE);
    double mean = SHARE * AFTER + (1 - SHARE) * BEFORE;
    double pooled = mean * (1 - mean) / (1 - SHARE);
    double sum = normal(1 - alpha) * Math.sqrt(pooled) + normal(0.8) * Math.sqrt(per);
    return (long) Math.ceil(Math.pow(sum / (AFTER - BEFORE), 2));
  }

  /** The quantile of the normal distribution, by bisection of its integral. */
  private static double normal(double probability) {
    double step = 1e-5;
    double x = 0;
    double sum = 0.5;
    while (sum < probability) {
      sum += step * Math.exp(-(x + step / 2) * (x + step / 2) / 2) / Math.sqrt(2 * Math.PI);
      x += step;
    }
    return x;
  }

  static double quantile(List<Power> runs, ToIntFunction<Power> of, double share) {
    int[] sorted = runs.stream().mapToInt(of).sorted().toArray();
    return sorted[(int) (share * (sorted.length - 1))];
  }
}
