package dev.jackstaff.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A check that two analyses of the same rows have the same numbers. */
final class SameResults {
  private static final double TOLERANCE = 1e-9;

  private SameResults() {}

  static void check(ExperimentResults a, ExperimentResults b) {
    assertEquals(a.crossed(), b.crossed());
    number(a.usersPerDay(), b.usersPerDay());
    number(a.ratio().chance(), b.ratio().chance());
    assertEquals(a.metrics().size(), b.metrics().size());
    for (int i = 0; i < a.metrics().size(); i++) {
      metric(a.metrics().get(i), b.metrics().get(i));
    }
  }

  private static void metric(Metric a, Metric b) {
    assertEquals(a.event(), b.event());
    assertEquals(a.amounts(), b.amounts());
    number(a.cap(), b.cap());
    for (int i = 0; i < a.variants().size(); i++) {
      VariantCount one = a.variants().get(i);
      VariantCount other = b.variants().get(i);
      assertEquals(
          List.of(one.variant(), one.users(), one.conversions()),
          List.of(other.variant(), other.users(), other.conversions()));
      number(one.mean(), other.mean());
    }
    for (int i = 0; i < a.comparisons().size(); i++) {
      comparison(a.comparisons().get(i), b.comparisons().get(i));
    }
  }

  private static void comparison(Comparison a, Comparison b) {
    assertEquals(a.variant(), b.variant());
    estimate(a.difference(), b.difference());
    assertNotNull(a.lift());
    estimate(a.lift(), b.lift());
    number(a.chance(), b.chance());
    assertEquals(a.forecasts(), b.forecasts());
  }

  private static void estimate(Estimate a, Estimate b) {
    number(a.value(), b.value());
    number(a.low(), b.low());
    number(a.high(), b.high());
  }

  private static void number(@Nullable Double a, @Nullable Double b) {
    assertEquals(a == null, b == null);
    if (a != null && b != null) {
      assertEquals(a, b, TOLERANCE);
    }
  }
}
