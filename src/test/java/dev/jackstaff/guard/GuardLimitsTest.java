package dev.jackstaff.guard;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jackstaff.Figures;
import dev.jackstaff.guard.TestEvent.EventKind;
import dev.jackstaff.model.Guard;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/**
 * The limits of the guard that its manual names, with a fixed seed. The build does few runs; {@code
 * -Dguard.limits=2000} does as many; the shares are in {@code target/figures.txt}.
 */
final class GuardLimitsTest {
  private static final long SEED = 20_261_201;
  private static final int RUNS = Integer.getInteger("guard.limits", 0);
  private static final double ALPHA = 0.01;
  private static final double ON = 0.1;
  private static final long EPOCH = 1_700_000_000_000_000_000L;

  private static double share(Predicate<SplittableRandom> halts) {
    int runs = Math.max(RUNS, 10);
    SplittableRandom seeds = new SplittableRandom(SEED);
    int halted = 0;
    for (int i = 0; i < runs; i++) {
      halted += halts.test(seeds.split()) ? 1 : 0;
    }
    return (double) halted / runs;
  }

  private static void print(String name, double share) {
    Figures.record("%s: %.2f %% halted of %d", name, 100 * share, Math.max(RUNS, 10));
  }

  private record Request(double at, int user, int arm) {}

  /** A rollout at 10 % in which users with the flag send so many times as many requests. */
  private static boolean isHalted(SplittableRandom random, double factor, int users) {
    List<Request> requests = new ArrayList<>();
    for (int user = 0; user < users; user++) {
      int arm = random.nextDouble() < ON ? 1 : 0;
      double mean = arm == 1 ? 4 * factor : 4;
      for (double at = gap(random) / mean; at < 1; at += gap(random) / mean) {
        requests.add(new Request(at, user, arm));
      }
    }
    requests.sort(Comparator.comparingDouble(Request::at));
    return isHalted(random, requests);
  }

  private static double gap(SplittableRandom random) {
    return -Math.log(1 - random.nextDouble());
  }

  private static boolean isHalted(SplittableRandom random, List<Request> requests) {
    OutcomeTest test =
        new OutcomeTest(Guard.DEFAULT, new double[] {100 * ON}, new double[] {}, ALPHA);
    long salt = random.nextLong();
    for (Request request : requests) {
      if (random.nextDouble() < 0.01) {
        long at = EPOCH + (long) (request.at() * 3.6e12);
        long unit = UnitHash.spread(salt + request.user());
        test.take(new TestEvent(EventKind.HIT, at, unit, 0, request.arm(), TestSignal.ERRORS));
        if (test.judge() != null) {
          return true;
        }
      }
    }
    return false;
  }

  @Test
  void flagThatMakesPeopleSendMoreRequests_mayBeHalted() {
    for (double factor : new double[] {1, 1.2, 1.5, 2, 4}) {
      double share = share(random -> isHalted(random, factor, 20_000));
      print(factor + " times as many requests of the same quality, 20,000 users", share);
      assertTrue(factor < 4 || share == 1, () -> "4 times: " + share);
      assertTrue(factor > 1 || share <= 0.1, () -> "no more: " + share);
    }
  }

  @Test
  void everyRestart_spendsAlphaAgain() {
    double share =
        share(
            random -> {
              for (int restart = 0; restart < 20; restart++) {
                if (isHalted(random, 1, 2_000)) {
                  return true;
                }
              }
              return false;
            });
    print("20 tests of 2,000 users each, without an effect", share);
    assertTrue(share <= 0.2, () -> "20 restarts: " + share);
  }
}
