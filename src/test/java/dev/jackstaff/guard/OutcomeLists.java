package dev.jackstaff.guard;

import dev.jackstaff.guard.TestEvent.EventKind;
import dev.jackstaff.model.Guard;
import dev.jackstaff.model.Guard.Direction;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/** Random tests with their lists of events, which have all that a list can have. */
final class OutcomeLists {
  private static final long MINUTE = Duration.ofMinutes(1).toNanos();

  private final Guard guard;
  private final double[] percentages;
  private final double[] weights;
  private final List<TestEvent> events = new ArrayList<>();

  private OutcomeLists(Guard guard, double[] percentages, double[] weights) {
    this.guard = guard;
    this.percentages = percentages;
    this.weights = weights;
  }

  Guard guard() {
    return guard;
  }

  double[] percentages() {
    return percentages;
  }

  double[] weights() {
    return weights;
  }

  List<TestEvent> events() {
    return events;
  }

  static OutcomeLists random(SplittableRandom random, int size) {
    Guard.Builder guard = Guard.builder().atLeast(1 + random.nextInt(6));
    if (random.nextBoolean()) {
      guard.slowAuto();
    } else {
      guard.slow(Duration.ofSeconds(1));
    }
    if (random.nextBoolean()) {
      guard.metric("purchase", Direction.DOWN).metric("refund", Direction.UP);
    }
    double[][] percentages = {{}, {1}, {10}, {50}, {5, 50}};
    double[][] weights = {{}, {1, 1}, {3, 1, 2}};
    OutcomeLists lists =
        new OutcomeLists(guard.build(), percentages[random.nextInt(5)], weights[random.nextInt(3)]);
    lists.fill(random, size);
    return lists;
  }

  private void fill(SplittableRandom random, int size) {
    int users = 20 + random.nextInt(2 * size);
    double harm = random.nextInt(3);
    boolean slowly = random.nextBoolean();
    long at = 1_700_000_000_000_000_000L;
    Set<Integer> seen = new HashSet<>();
    for (int i = 0; i < size; i++) {
      at += random.nextLong(1, (slowly ? 60 : 1) * MINUTE);
      int user = random.nextInt(users);
      SplittableRandom own = new SplittableRandom(user);
      int stratum = random.nextInt(percentages.length + 1);
      int arm = arm(own, stratum);
      boolean fails = random.nextDouble() < 0.2 + 0.2 * harm * Math.min(arm, 1);
      int latency = Math.min(random.nextInt(11), random.nextInt(11) + arm);
      if (seen.add(user) || random.nextInt(4) == 0) {
        int detail = latency << 1 | (fails ? 1 : 0);
        events.add(new TestEvent(EventKind.FIRST, at, user + 1, stratum, arm, detail));
      }
      int signal = fails ? 0 : random.nextInt(4);
      EventKind kind =
          random.nextInt(10) < 7 - 2 * Math.min(arm, 1) ? EventKind.HIT : EventKind.RECOVERED;
      boolean once = signal >= TestSignal.FIRST_METRIC;
      events.add(new TestEvent(once ? EventKind.HIT : kind, at, user + 1, stratum, arm, signal));
    }
  }

  private int arm(SplittableRandom own, int stratum) {
    double bucket = own.nextDouble() * 100;
    if (stratum < percentages.length && bucket >= percentages[stratum]) {
      return 0;
    }
    return weights.length == 0 ? 1 : 1 + own.nextInt(weights.length);
  }

  OutcomeTest test() {
    OutcomeTest test = new OutcomeTest(guard, percentages, weights, 0.001);
    events.forEach(test::take);
    return test;
  }
}
