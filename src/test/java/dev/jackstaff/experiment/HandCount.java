package dev.jackstaff.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The results of an experiment, counted from the single users. */
final class HandCount {
  private HandCount() {}

  /** A user with its counted outcomes. */
  static final class Visitor {
    String variant;
    Instant first;
    boolean bought;
    double spent;
  }

  static Map<String, double[]> outcomes(
      VariantWeights arms, List<Visitor> visitors, boolean amounts) {
    Map<String, double[]> outcomes = new LinkedHashMap<>();
    for (String variant : arms.names()) {
      outcomes.put(
          variant,
          visitors.stream()
              .filter(v -> v.variant.equals(variant))
              .mapToDouble(v -> amounts ? v.spent : v.bought ? 1 : 0)
              .toArray());
    }
    if (amounts) {
      cap(outcomes);
    }
    return outcomes;
  }

  /** Reduces large sums to the quantile 99.9 % of all users. */
  static void cap(Map<String, double[]> outcomes) {
    double[] all = outcomes.values().stream().flatMapToDouble(Arrays::stream).sorted().toArray();
    double place = 0.999 * (all.length - 1);
    int below = (int) Math.floor(place);
    double cap = all[below] + (place - below) * (all[below + 1] - all[below]);
    outcomes.replaceAll(
        (variant, sums) -> Arrays.stream(sums).map(sum -> Math.min(sum, cap)).toArray());
  }

  static double mean(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return sum / values.length;
  }

  static double squares(double[] values, double around) {
    double sum = 0;
    for (double value : values) {
      sum += (value - around) * (value - around);
    }
    return sum;
  }

  static double error(double[] values, double mean) {
    return squares(values, mean) / (values.length - 1) / values.length;
  }

  static double conversions(double[] outcomes) {
    return Arrays.stream(outcomes).filter(outcome -> outcome > 0).count();
  }

  /** The half width that the paper derives, with a clock of conversions. */
  static double half(double variance, double t, double alpha) {
    double rho2 = (-2 * Math.log(alpha) + Math.log(-2 * Math.log(alpha) + 1)) / 250;
    return Math.sqrt(
        variance
            * t
            * 2
            * (t * rho2 + 1)
            / (t * t * rho2)
            * Math.log(Math.sqrt(t * rho2 + 1) / alpha));
  }

  /** The formula of the paper, from the single users. */
  static void compare(Map<String, double[]> outcomes, Comparison comparison) {
    double[] a = outcomes.get(comparison.first());
    double[] b = outcomes.get(comparison.variant());
    double t = a.length + b.length;
    double conversions = conversions(a) + conversions(b);
    double apart =
        squares(a, mean(a)) / (a.length - 1) / a.length
            + squares(b, mean(b)) / (b.length - 1) / b.length;
    double whole = (mean(a) * a.length + mean(b) * b.length) / t;
    double alike =
        (squares(a, whole) + squares(b, whole)) / (t - 1) * (1.0 / a.length + 1.0 / b.length);
    double half = half(Math.max(apart, alike), conversions, 0.05 / 2);
    double difference = mean(b) - mean(a);
    assertEquals(difference, comparison.difference().value(), 1e-9);
    assertEquals(difference - half, comparison.difference().low(), 1e-9);
    assertEquals(difference + half, comparison.difference().high(), 1e-9);
  }
}
