package dev.jackstaff.guard;

import dev.jackstaff.guard.TestEvent.EventKind;
import dev.jackstaff.model.Guard;
import java.util.SplittableRandom;

/**
 * A harmful rollout in which every request is from another user, and how many users with the flag
 * three tests needed, which looked after each of them.
 *
 * @param wald Wald's one-sided test, which knows both rates
 * @param ratio the likelihood ratio of the failing users' groups, which knows by how much more
 *     often users fail with the flag, and not how often they fail without it; no test that does not
 *     know that does better
 * @param guard the guard
 */
record SimulatedPower(int wald, int ratio, int guard) {
  static final double BEFORE = 0.005;
  static final double AFTER = 0.05;
  private static final int MAX_USERS = 3_000_000;

  static SimulatedPower run(SplittableRandom random, double share, double alpha) {
    OutcomeTest test =
        new OutcomeTest(Guard.DEFAULT, new double[] {100 * share}, new double[] {}, alpha);
    double q = share * AFTER / (share * AFTER + (1 - share) * BEFORE);
    int[] ends = new int[3];
    double wald = 0;
    double ratio = 0;
    int users = 0;
    for (int i = 1; i < MAX_USERS && (ends[0] == 0 || ends[1] == 0 || ends[2] == 0); i++) {
      int on = random.nextDouble() < share ? 1 : 0;
      boolean fails = random.nextDouble() < (on == 1 ? AFTER : BEFORE);
      users += on;
      wald += on == 0 ? 0 : Math.log(fails ? AFTER / BEFORE : (1 - AFTER) / (1 - BEFORE));
      ratio += !fails ? 0 : Math.log(on == 1 ? q / share : (1 - q) / (1 - share));
      test.take(new TestEvent(EventKind.FIRST, i, i, 0, on, fails ? 1 : 0));
      if (fails) {
        test.take(new TestEvent(EventKind.HIT, i, i, 0, on, 0));
      }
      ends[0] = ends[0] == 0 && wald >= -Math.log(alpha) ? users : ends[0];
      ends[1] = ends[1] == 0 && ratio >= -Math.log(alpha) ? users : ends[1];
      ends[2] = ends[2] == 0 && test.judge() != null ? users : ends[2];
    }
    return new SimulatedPower(ends[0], ends[1], ends[2]);
  }
}
