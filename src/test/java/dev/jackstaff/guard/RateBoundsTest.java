package dev.jackstaff.guard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jackstaff.guard.TestEvent.EventKind;
import java.util.List;
import java.util.function.IntBinaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The bounds, whose probability of ever being wrong is computed exactly. */
class RateBoundsTest {
  private static Wager counts(long tested, long reference) {
    Wager wager = new Wager(0, 0, 1, new double[] {0.1});
    for (int i = 0; i < tested; i++) {
      wager.count(0, true);
    }
    for (int i = 0; i < reference; i++) {
      wager.count(0, false);
    }
    return wager;
  }

  private static double maxRatio(long tested, long reference, double share) {
    return RateBounds.maxRatio(counts(tested, reference), List.of(share), 0.05);
  }

  /** The probability that something ever happens in so many steps, up by one with a chance q. */
  private static double ever(int steps, double q, IntBinaryOperator happens) {
    double[] now = {1};
    double ever = 0;
    for (int n = 1; n <= steps; n++) {
      double[] next = new double[n + 1];
      for (int k = 0; k < n; k++) {
        next[k] += now[k] * (1 - q);
        next[k + 1] += now[k] * q;
      }
      for (int k = 0; k <= n; k++) {
        if (next[k] > 0 && happens.applyAsInt(k, n) != 0) {
          ever += next[k];
          next[k] = 0;
        }
      }
      now = next;
    }
    return ever;
  }

  @ParameterizedTest
  @CsvSource({"0.1, 1", "0.1, 3", "0.5, 1", "0.01, 2", "0.5, 0.3"})
  void ratio_isEverAboveItsBoundAtMostAsOftenAsSaid(double share, double ratio) {
    double q = share * ratio / (share * ratio + 1 - share);
    double wrong = ever(60, q, (k, n) -> maxRatio(k, n - k, share) < ratio ? 1 : 0);
    assertTrue(wrong <= 0.05, () -> "wrong " + wrong);
  }

  @ParameterizedTest
  @CsvSource({"0.02", "0.3", "0.5", "0.9"})
  void share_isEverOutsideOfItsBoundsAtMostAsOftenAsSaid(double share) {
    double wrong =
        ever(
            150,
            share,
            (k, n) ->
                RateBounds.upper(k, n, 0.05) < share || RateBounds.lower(k, n, 0.05) > share
                    ? 1
                    : 0);
    assertTrue(wrong <= 0.05, () -> "wrong " + wrong);
    assertTrue(wrong > 0.005, () -> "needlessly wide: " + wrong);
  }

  @Test
  void ratio_comesCloseWithMoreUnits() {
    assertEquals(Double.POSITIVE_INFINITY, maxRatio(0, 0, 0.1));
    assertEquals(Double.POSITIVE_INFINITY, maxRatio(5, 0, 0.1));
    assertEquals(1, maxRatio(1_000, 9_000, 0.1), 0.15);
    assertTrue(maxRatio(1_000, 9_000, 0.1) > 1);
    assertTrue(maxRatio(10, 90, 0.1) > maxRatio(100, 900, 0.1));
    assertTrue(maxRatio(0, 90, 0.1) < 1);
  }

  /** At the bound the evidence against the ratio is just what the error demands. */
  @Test
  void ratio_isWhereTheEvidenceAgainstItIsEnough() {
    double ratio = maxRatio(7, 80, 0.1);
    double rest = 0.9 / (0.1 * ratio + 0.9);
    assertEquals(20, EProcess.evidence(80, 7, rest), 1e-9);
  }

  @Test
  void ratio_ofTwoStrata_takesBothTogether() {
    Wager wager = new Wager(0, 0, 1, new double[] {0.1, 0.5});
    for (int i = 0; i < 40; i++) {
      wager.count(1, i % 2 == 0);
      wager.count(0, i % 10 == 0);
    }
    double both = RateBounds.maxRatio(wager, List.of(0.1, 0.5), 0.05);
    double evidence =
        EProcess.evidence(36, 4, 0.9 / (0.1 * both + 0.9))
            * EProcess.evidence(20, 20, 0.5 / (0.5 * both + 0.5));
    assertEquals(20, evidence, 1e-8);
  }

  @Test
  void noUnits_excludeNothing() {
    assertEquals(0, RateBounds.lower(0, 0, 0.05));
    assertEquals(1, RateBounds.upper(0, 0, 0.05));
    assertEquals(0, RateBounds.lower(0, 50, 0.05));
    assertEquals(1, RateBounds.upper(50, 50, 0.05));
    double upper = RateBounds.upper(0, 1_000, 0.05);
    assertTrue(upper > 0.005 && upper < 0.01, "is " + upper);
  }

  @Test
  void logGamma_isTheLogarithmOfFactorials() {
    double log = 0;
    for (int n = 1; n < 200; n++) {
      assertEquals(log, RateBounds.logGamma(n), 1e-13 * Math.max(1, log));
      log += Math.log(n);
    }
    assertEquals(Math.log(Math.PI) / 2, RateBounds.logGamma(0.5), 1e-13);
  }

  private static TestEvent first(int stratum, int arm, boolean failed) {
    return new TestEvent(EventKind.FIRST, 1, 1, stratum, arm, failed ? 1 : 0);
  }

  @Test
  void difference_isThatOfTheWorstStratum() {
    AllUnits all = new AllUnits(new ArmComparison(0, List.of(0.1, 0.5)), 5);
    assertEquals(1, all.maxDifference(0.05));
    for (int i = 0; i < 400; i++) {
      all.first(first(0, 1, i < 20));
      all.first(first(0, 0, i < 10));
      all.first(first(1, 1, i < 5));
      all.first(first(1, 0, i < 5));
    }
    double expected = RateBounds.upper(20, 400, 0.0125) - RateBounds.lower(10, 400, 0.0125);
    assertEquals(expected, all.maxDifference(0.05), 1e-15);
    assertEquals(800, all.units(ArmComparison.TESTED));
    assertEquals(15, all.failing(ArmComparison.REFERENCE));
  }

  /** Given what its outcome is, the bet on a unit's group is fair. */
  @Test
  void betOnAUnit_isFair() {
    ArmComparison comparison = new ArmComparison(0, List.of(0.1));
    for (int failing = 0; failing < 30; failing += 3) {
      for (boolean failed : new boolean[] {false, true}) {
        double mean = 0;
        double now = 0;
        for (int arm = 0; arm < 2; arm++) {
          AllUnits all = new AllUnits(comparison, 1);
          for (int i = 0; i < 30; i++) {
            all.first(first(0, i % 3 == 0 ? 1 : 0, i % 3 == 0 && i < failing));
          }
          now = all.evidence();
          all.first(first(0, arm, failed));
          mean += all.evidence() * (arm == 1 ? 0.1 : 0.9);
        }
        assertEquals(now, mean, 1e-12 * now);
      }
    }
  }

  @Test
  void groupThatFailsLess_isNoBet() {
    AllUnits all = new AllUnits(new ArmComparison(0, List.of(0.5)), 1);
    for (int i = 0; i < 100; i++) {
      all.first(first(0, 0, true));
      all.first(first(0, 1, false));
    }
    assertEquals(1, all.evidence(), 0.01);
    assertEquals(0, all.peak());
  }
}
