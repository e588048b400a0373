package dev.jackstaff.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jackstaff.Figures;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ComparisonTest {
  private static final double ALPHA = 0.05;

  /** Sums of outcomes as they come. */
  private static final class Group {
    double n;
    double conversions;
    double sum;
    double squares;

    void add(double outcome) {
      n++;
      conversions += outcome > 0 ? 1 : 0;
      sum += outcome;
      squares += outcome * outcome;
    }

    VariantStats cell(String variant) {
      double variance = n < 2 ? 0 : (squares - sum * sum / n) / (n - 1);
      return new VariantStats("s", variant, n, conversions, sum / n, Math.max(0, variance));
    }
  }

  /**
   * Looked at every 50 users, an interval of 95 % may exclude the truth once in 20 experiments. The
   * bound leaves three standard deviations for the draw of 1,000 of them.
   */
  @ParameterizedTest
  @CsvSource({
    "0.05, 0.05, 0.5, false",
    "0.20, 0.25, 0.5, false",
    "0.01, 0.01, 0.1, false",
    "0.005, 0.005, 0.9, false",
    "0.05, 0.05, 0.5, true",
    "0.02, 0.03, 0.2, true"
  })
  void interval_thatIsLookedAtAllTheTime_holds(
      double first, double second, double share, boolean amounts) {
    int wrong = 0;
    int runs = 1000;
    for (int run = 0; run < runs; run++) {
      wrong += misses(new SplittableRandom(run), first, second, share, amounts) ? 1 : 0;
    }
    Figures.record("%s %s %s %s: %d of %d", first, second, share, amounts, wrong, runs);
    double most = runs * ALPHA + 3 * Math.sqrt(runs * ALPHA * (1 - ALPHA));
    assertTrue(wrong <= most, wrong + " of " + runs);
  }

  private static boolean misses(
      SplittableRandom random, double first, double second, double share, boolean amounts) {
    Group a = new Group();
    Group b = new Group();
    double truth = (second - first) * (amounts ? 50 : 1);
    for (int user = 1; user <= 10_000; user++) {
      boolean inB = random.nextDouble() < share;
      boolean converts = random.nextDouble() < (inB ? second : first);
      double amount = amounts ? -50 * Math.log(1 - random.nextDouble()) : 1;
      (inB ? b : a).add(converts ? amount : 0);
      if (user % 50 == 0 && a.n > 0 && b.n > 0) {
        Comparison seen = Comparison.of("b", "a", List.of(a.cell("a"), b.cell("b")), ALPHA, 1);
        if (seen.low() != null && (seen.low() > truth || seen.high() < truth)) {
          return true;
        }
      }
    }
    return false;
  }

  private static VariantStats cell(String split, String variant, double users, double conversions) {
    double p = conversions / users;
    return new VariantStats(
        split, variant, users, conversions, p, p * (1 - p) * users / (users - 1));
  }

  /** In each split b is as good as a; taken together, b would look far better. */
  @Test
  void splits_areComparedWithinThemselves() {
    List<VariantStats> cells =
        List.of(
            cell("5", "a", 9500, 950),
            cell("5", "b", 500, 50),
            cell("50", "a", 5000, 1500),
            cell("50", "b", 5000, 1500));
    Comparison comparison = Comparison.of("b", "a", cells, ALPHA, 1);
    assertEquals(0, comparison.difference(), 1e-12);
    assertFalse(comparison.isClear());
  }

  @Test
  void groupInWhichNothingHappened_isJudgedAsWell() {
    List<VariantStats> cells = List.of(cell("s", "a", 2000, 400), cell("s", "b", 2000, 0));
    Comparison comparison = Comparison.of("b", "a", cells, ALPHA, 1);
    assertTrue(comparison.isClear());
    assertTrue(comparison.says().startsWith("b is lower than a."), comparison.says());
  }

  @Test
  void fewConversions_areTooEarly() {
    List<VariantStats> cells = List.of(cell("s", "a", 2000, 19), cell("s", "b", 2000, 0));
    Comparison early = Comparison.of("b", "a", cells, ALPHA, 1);
    assertNull(early.low());
    assertTrue(early.says().startsWith("Too early"), early.says());
    List<VariantStats> later = List.of(cell("s", "a", 2000, 19), cell("s", "b", 2000, 1));
    assertNotNull(Comparison.of("b", "a", later, ALPHA, 1).low());
  }

  @Test
  void chance_isAlphaWhereTheIntervalTouchesZero() {
    double low = 0;
    double high = 1000;
    for (int i = 0; i < 100; i++) {
      double middle = (low + high) / 2;
      Comparison c = clear(middle);
      if (c.isClear()) {
        high = middle;
      } else {
        low = middle;
      }
    }
    assertEquals(ALPHA, clear(high).chance(), 1e-6);
  }

  private static Comparison clear(double extra) {
    return Comparison.of(
        "b", "a", List.of(cell("s", "a", 9000, 500), cell("s", "b", 9000, 500 + extra)), ALPHA, 2);
  }

  /** Looked at all the time, groups of the right sizes raise the alarm in 1 of 1,000 at most. */
  @Test
  void sampleRatio_isAlarmedByWrongSizesOnly() {
    int alarms = 0;
    for (int run = 0; run < 2000; run++) {
      alarms += alarm(new SplittableRandom(run), 0.25) < Integer.MAX_VALUE ? 1 : 0;
    }
    assertTrue(alarms <= 2 + 3 * Math.sqrt(2), alarms + " of 2000");
    assertTrue(alarm(new SplittableRandom(1), 0.30) < 20_000);
  }

  private static int alarm(SplittableRandom random, double share) {
    Map<String, Map<String, Double>> weights = Map.of("s", Map.of("a", 75.0, "b", 25.0));
    int b = 0;
    for (int n = 1; n <= 20_000; n++) {
      b += random.nextDouble() < share ? 1 : 0;
      if (n % 200 == 0) {
        List<VariantStats> cells =
            List.of(
                new VariantStats("s", "a", n - b, 0, 0, 0), new VariantStats("s", "b", b, 0, 0, 0));
        if (SampleRatio.of(cells, weights).isWrong()) {
          return n;
        }
      }
    }
    return Integer.MAX_VALUE;
  }

  @Test
  void logGamma_isThatOfFactorials() {
    double log = 0;
    for (int n = 1; n < 30; n++) {
      assertEquals(log, SampleRatio.logGamma(n), 1e-9);
      log += Math.log(n);
    }
    assertEquals(0.5 * Math.log(Math.PI), SampleRatio.logGamma(0.5), 1e-9);
  }
}
