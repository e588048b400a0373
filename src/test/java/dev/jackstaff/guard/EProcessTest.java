package dev.jackstaff.guard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The closed form, beside two computations that share nothing with it. */
class EProcessTest {
  private static final MathContext DIGITS = new MathContext(60);

  @ParameterizedTest
  @ValueSource(doubles = {0.0001, 0.01, 0.1, 0.5, 0.9, 0.999})
  void nothingSeen_isWorthTheStake(double share) {
    assertClose(1, EProcess.evidence(0, 0, share), 1e-9);
  }

  @ParameterizedTest
  @CsvSource({
    "1, 0, 0.1",
    "0, 1, 0.1",
    "8, 8, 0.1",
    "40, 90, 0.25",
    "3, 200, 0.01",
    "0, 500, 0.5",
    "120, 120, 0.5",
    "70, 10, 0.9",
    "900, 5, 0.99",
    "12, 3000, 0.001"
  })
  void evidence_isTheIntegralOfTheLikelihoodRatio(long on, long off, double share) {
    assertClose(integral(on, off, share), EProcess.evidence(on, off, share), 1e-8);
  }

  /** Integrates over x = ln q by Simpson's rule: the density of q is even in it. */
  private static double integral(long on, long off, double share) {
    int pieces = 200_000;
    double width = -Math.log(share) / pieces;
    double sum = 0;
    for (int i = 0; i <= pieces; i++) {
      double q = Math.min(1, share * Math.exp(i * width));
      double ratio =
          Math.pow(q / share, (double) on) * Math.pow((1 - q) / (1 - share), (double) off);
      sum += ratio * (i == 0 || i == pieces ? 1 : i % 2 == 0 ? 2 : 4);
    }
    return sum * width / 3 / -Math.log(share);
  }

  /** P(X < a) / (a ln(1/p) P(X = a)) for a binomial X, summed in 60 digits. */
  @ParameterizedTest
  @CsvSource({"1, 0, 0.1", "9, 9, 0.1", "31, 301, 0.0625", "200, 150, 0.5", "50, 4, 0.75"})
  void evidence_isABinomialTailOverAProbability(int on, int off, double share) {
    int n = on + off;
    BigDecimal p = new BigDecimal(share);
    BigDecimal odds = p.divide(BigDecimal.ONE.subtract(p), DIGITS);
    BigDecimal term = BigDecimal.ONE;
    BigDecimal tail = BigDecimal.ZERO;
    for (int k = 0; k < on; k++) {
      tail = tail.add(term);
      BigDecimal more = new BigDecimal(n - k).divide(new BigDecimal(k + 1), DIGITS);
      term = term.multiply(more).multiply(odds, DIGITS);
    }
    double ratio = tail.divide(term, DIGITS).doubleValue();
    assertClose(ratio / (on * -Math.log(share)), EProcess.evidence(on, off, share), 1e-10);
  }

  @Test
  void wager_isFair() {
    SplittableRandom random = new SplittableRandom(7);
    for (int i = 0; i < 500; i++) {
      double p = Math.pow(random.nextDouble(0.001, 1), 2) * 0.999 + 0.0005;
      long on = random.nextLong(300);
      long off = random.nextLong(3000);
      double now = EProcess.evidence(on, off, p);
      double next =
          p * EProcess.evidence(on + 1, off, p) + (1 - p) * EProcess.evidence(on, off + 1, p);
      if (next < 1e200) {
        assertClose(now, next, 1e-8);
      }
    }
  }

  /** The assumption behind "fails no more". */
  @Test
  void evidence_risesWithTheOnGroupAndFallsWithTheOther() {
    for (double p : new double[] {0.01, 0.1, 0.5, 0.9}) {
      for (int on = 0; on < 30; on++) {
        for (int off = 0; off < 60; off += 3) {
          double now = EProcess.evidence(on, off, p);
          assertTrue(EProcess.evidence(on + 1, off, p) > now);
          assertTrue(EProcess.evidence(on, off + 1, p) < now);
        }
      }
    }
  }

  @Test
  void countsOfAnySize_giveANumberAtOnce() {
    assertTrue(EProcess.evidence(30_000, 100, 0.0001) > 1e200);
    assertTrue(EProcess.evidence(32_768, 0, 0.01) > 1e200);
    double none = EProcess.evidence(0, 32_768, 0.01);
    assertTrue(none > 0 && none < 0.001, () -> "is " + none);
    double even = EProcess.evidence(328, 32_440, 0.01);
    assertTrue(even > 0 && even < 1, () -> "is " + even);
  }

  private static void assertClose(double expected, double is, double relative) {
    assertEquals(expected, is, Math.abs(expected) * relative);
  }
}
