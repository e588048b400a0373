package dev.jackstaff.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ComparisonTest {
  private static final double ALPHA = 0.05;

  private static VariantStats cell(String split, String variant, double users, double conversions) {
    double p = conversions / users;
    return new VariantStats(
        split, 0, variant, users, conversions, p, p * (1 - p) * users / (users - 1));
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
    assertEquals(0, comparison.difference().value(), 1e-12);
    assertFalse(comparison.isClear());
  }

  @ParameterizedTest
  @CsvSource({"19, 400", "400, 19", "0, 400", "400, 0"})
  void fewConversionsOfEither_areTooEarly(int first, int second) {
    List<VariantStats> cells = List.of(cell("s", "a", 2000, first), cell("s", "b", 2000, second));
    Comparison early = Comparison.of("b", "a", cells, ALPHA, 1);
    assertFalse(early.difference().hasInterval());
    assertFalse(early.isClear());
    assertEquals(1, early.chance());
    assertEquals((second - first) / 2000.0, early.difference().value(), 1e-12);
    assertTrue(early.summary().startsWith("Too early"), early.summary());
  }

  @Test
  void twentyConversionsOfBoth_areEnough() {
    List<VariantStats> cells = List.of(cell("s", "a", 2000, 20), cell("s", "b", 2000, 20));
    Comparison comparison = Comparison.of("b", "a", cells, ALPHA, 1);
    assertTrue(comparison.difference().hasInterval());
    assertTrue(comparison.summary().startsWith("No difference is shown"), comparison.summary());
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
                new VariantStats("s", 0, "a", n - b, 0, 0, 0),
                new VariantStats("s", 0, "b", b, 0, 0, 0));
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
