package dev.jackstaff.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Figures computed with another program from the formulas of {@link Comparison}. */
final class ConfidenceSequenceTest {
  private static final double TOLERANCE = 1e-9;

  private static VariantStats cell(
      int period, String variant, double users, double conversions, double mean, double variance) {
    return new VariantStats("s", period, variant, users, conversions, mean, variance);
  }

  private static Comparison compare(VariantStats... cells) {
    return Comparison.of("b", "a", List.of(cells), 0.05, 2);
  }

  private static Comparison twoPeriods() {
    return compare(
        cell(0, "a", 900, 90, 10, 400),
        cell(0, "b", 100, 15, 13, 500),
        cell(0, "c", 50, 5, 99, 1),
        cell(1, "a", 500, 60, 11, 300),
        cell(1, "b", 480, 70, 14, 450),
        cell(2, "b", 70, 7, 50, 9));
  }

  @Test
  void difference_isWeightedByAllUsersOfThePeriods() {
    double a = (1050 * 10 + 980 * 11) / 2030.0;
    double b = (1050 * 13 + 980 * 14) / 2030.0;
    Comparison comparison = twoPeriods();
    assertEquals(b - a, comparison.difference().value(), TOLERANCE);
    assertNotNull(comparison.lift());
    assertEquals(b / a - 1, comparison.lift().value(), TOLERANCE);
  }

  @Test
  void interval_isThatOfTheFormula() {
    double w = 1050;
    double x = 980;
    double apart = w * w * (500 / 100.0 + 400 / 900.0) + x * x * (450 / 480.0 + 300 / 500.0);
    double first = (99 * 500 + 899 * 400 + 100 * 900 / 1000.0 * 9) / 999 * (1 / 100.0 + 1 / 900.0);
    double second = (479 * 450 + 499 * 300 + 480 * 500 / 980.0 * 9) / 979 * (1 / 480.0 + 1 / 500.0);
    double v = Math.max(apart, w * w * first + x * x * second) / (2030.0 * 2030);
    double alpha = 0.025;
    double r = 235 / 250.0 * (-2 * Math.log(alpha) + Math.log(1 - 2 * Math.log(alpha)));
    double g = 2 * (r + 1) / r * Math.log(Math.sqrt(r + 1) / alpha);
    Comparison comparison = twoPeriods();
    double d = comparison.difference().value();
    assertEquals(d - Math.sqrt(v * g), comparison.difference().low(), TOLERANCE);
    assertEquals(d + Math.sqrt(v * g), comparison.difference().high(), TOLERANCE);
    double chance = 2 * Math.sqrt(r + 1) * Math.exp(-d * d / v * r / (2 * (r + 1)));
    assertEquals(Math.min(1, chance), comparison.chance(), TOLERANCE);
    assertEquals(apart, Math.max(apart, w * w * first + x * x * second), 1e-6, "two variances");
  }

  /** At both ends q of the interval of the ratio, a - q b is at the edge of its own interval. */
  @Test
  void liftInterval_solvesItsEquation() {
    Comparison comparison = twoPeriods();
    double a = (1050 * 13 + 980 * 14) / 2030.0;
    double b = (1050 * 10 + 980 * 11) / 2030.0;
    double ofA = (1050.0 * 1050 * 5 + 980.0 * 980 * 450 / 480) / 2030 / 2030;
    double ofB = (1050.0 * 1050 * 400 / 900 + 980.0 * 980 * 300 / 500) / 2030 / 2030;
    double half = (comparison.difference().high() - comparison.difference().low()) / 2;
    double g = half * half / (ofA + ofB);
    assertNotNull(comparison.lift());
    for (Double end : List.of(comparison.lift().low(), comparison.lift().high())) {
      double q = 1 + end;
      assertEquals(Math.sqrt(g * (ofA + q * q * ofB)), Math.abs(a - q * b), 1e-8);
    }
    assertTrue(comparison.lift().low() < comparison.lift().value());
    assertTrue(comparison.lift().high() > comparison.lift().value());
  }

  @Test
  void lift_isUnknownWithoutABase_andUnboundedOfAVagueOne() {
    Comparison without = compare(cell(0, "a", 50, 25, 0, 4), cell(0, "b", 50, 25, 1, 4));
    assertNull(without.lift());
    assertEquals(List.of(), without.forecasts());
    Comparison vague = compare(cell(0, "a", 50, 25, 0.1, 4), cell(0, "b", 50, 25, 1, 4));
    assertNotNull(vague.lift());
    assertEquals(9, vague.lift().value(), TOLERANCE);
    assertFalse(vague.lift().hasInterval());
    assertTrue(vague.difference().hasInterval());
  }

  @Test
  void lift_excludesZero_exactlyIfTheDifferenceDoes() {
    for (int more = 0; more < 400; more++) {
      double p = (100 + more) / 1000.0;
      Comparison comparison =
          compare(
              cell(0, "a", 1000, 100, 0.1, 0.09), cell(0, "b", 1000, 100 + more, p, p * (1 - p)));
      assertNotNull(comparison.lift());
      assertEquals(comparison.isClear(), comparison.lift().excludesZero(), "" + more);
    }
  }

  @Test
  void usersStillNeeded_areThoseWithWhichTheLiftIsWiderThanItsIntervalAndDeviation() {
    Comparison now =
        compare(cell(0, "a", 1000, 100, 0.1, 0.09), cell(0, "b", 1000, 100, 0.1, 0.09));
    List<Forecast> forecasts = now.forecasts();
    assertEquals(
        List.of(0.01, 0.02, 0.05, 0.1, 0.2), forecasts.stream().map(Forecast::lift).toList());
    for (Forecast forecast : forecasts) {
      double times = 1 + forecast.users() / 2000.0;
      double n = 1000 * times;
      Comparison then =
          compare(cell(0, "a", n, n / 10, 0.1, 0.09), cell(0, "b", n, n / 10, 0.1, 0.09));
      double half = then.difference().high();
      double deviation = Math.sqrt(2 * 0.09 / n);
      assertEquals(forecast.lift() * 0.1, half + 0.8416212335729143 * deviation, 1e-6);
    }
    assertEquals(10, new Forecast(0.1, 5000).days(500));
    assertEquals(Double.POSITIVE_INFINITY, new Forecast(0.1, 5000).days(0));
    assertEquals(0, new Forecast(0.1, 0).days(0));
  }

  @Test
  void usersStillNeeded_areNoneWhereThereAreEnough_andUnknownWithFewConversions() {
    Comparison enough =
        compare(cell(0, "a", 1e6, 1e5, 0.1, 0.09), cell(0, "b", 1e6, 1e5, 0.1, 0.09));
    assertEquals(0, enough.forecasts().get(4).users());
    assertTrue(enough.forecasts().get(0).users() > 0);
    assertEquals(
        List.of(),
        compare(cell(0, "a", 100, 19, 0.19, 0.15), cell(0, "b", 100, 50, 0.5, 0.25)).forecasts());
    assertEquals(
        5,
        compare(cell(0, "a", 100, 20, 0.2, 0.16), cell(0, "b", 100, 5, 0.05, 0.05))
            .forecasts()
            .size());
  }

  @Test
  void usersWhoAllDidTheSame_areTooEarly() {
    Comparison same = compare(cell(0, "a", 30, 30, 1, 0), cell(0, "b", 30, 30, 1, 0));
    assertFalse(same.difference().hasInterval());
    assertEquals(1, same.chance());
    assertEquals(List.of(), same.forecasts());
  }

  @Test
  void variantWithoutUsers_hasNoDifference() {
    Comparison none = compare(cell(0, "a", 30, 30, 1, 0));
    assertEquals(0, none.difference().value());
    assertNull(none.lift());
    assertFalse(none.isClear());
  }

  @Test
  void sentences_sayWhichIsHigher_andHowSure() {
    Comparison higher =
        compare(cell(0, "a", 1000, 100, 0.1, 0.09), cell(0, "b", 1000, 160, 0.16, 0.134));
    assertTrue(
        higher.summary().startsWith("b is higher than a. If they were equal"), higher.summary());
    assertTrue(higher.summary().contains("at most "), higher.summary());
    Comparison lower =
        compare(cell(0, "a", 1000, 300, 0.3, 0.21), cell(0, "b", 1000, 100, 0.1, 0.09));
    assertTrue(lower.summary().startsWith("b is lower than a."), lower.summary());
    assertTrue(lower.summary().contains("less than 0.01 %"), lower.summary());
  }
}
