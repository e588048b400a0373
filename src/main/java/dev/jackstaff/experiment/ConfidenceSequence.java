package dev.jackstaff.experiment;

import java.util.List;
import java.util.stream.DoubleStream;
import org.jspecify.annotations.Nullable;

/** The formulas that {@link Comparison} derives, for one pair of groups. Immutable. */
final class ConfidenceSequence {
  /** The lifts for which the users still needed are computed. */
  private static final double[] LIFTS = {0.01, 0.02, 0.05, 0.1, 0.2};

  /** The quantile of the normal distribution at 80 %. */
  private static final double POWER = 0.8416212335729143;

  /** The number of halvings of an interval of 60 powers of two, to the precision of a double. */
  private static final int HALVINGS = 80;

  private final GroupPair pair;
  private final double alpha;
  private final double variance;
  private final double clock;

  ConfidenceSequence(GroupPair pair, double alpha) {
    this.pair = pair;
    this.alpha = alpha;
    this.variance = pair.differenceVariance();
    this.clock =
        pair.conversions()
            / Comparison.NARROWEST_AT
            * (-2 * Math.log(alpha) + Math.log(1 - 2 * Math.log(alpha)));
  }

  private boolean hasInterval() {
    return pair.hasBoth() && variance > 0;
  }

  /** Returns the square of the half width of an interval, for a variance of 1. */
  private double squaredWidth(double r) {
    return 2 * (r + 1) / r * Math.log(Math.sqrt(r + 1) / alpha);
  }

  Estimate difference() {
    double d = pair.mean() - pair.firstMean();
    if (!hasInterval()) {
      return Estimate.without(d);
    }
    double half = Math.sqrt(variance * squaredWidth(clock));
    return new Estimate(d, d - half, d + half);
  }

  /** Returns the chance of one comparison, before it is multiplied by their number. */
  double chance() {
    double d = pair.mean() - pair.firstMean();
    return hasInterval()
        ? Math.sqrt(clock + 1) * Math.exp(-d * d / variance * clock / (2 * (clock + 1)))
        : 1;
  }

  @Nullable Estimate lift() {
    double a = pair.mean();
    double b = pair.firstMean();
    if (b == 0) {
      return null;
    }
    double width = squaredWidth(clock);
    double square = b * b - width * pair.firstMeanVariance();
    if (!hasInterval() || !(square > 0)) {
      return Estimate.without(a / b - 1);
    }
    double root =
        Math.sqrt(Math.max(0, a * a * b * b - square * (a * a - width * pair.meanVariance())));
    return new Estimate(a / b - 1, (a * b - root) / square - 1, (a * b + root) / square - 1);
  }

  List<Forecast> forecasts() {
    if (!pair.hasFirst() || !(variance > 0) || pair.firstMean() == 0) {
      return List.of();
    }
    return DoubleStream.of(LIFTS).mapToObj(lift -> new Forecast(lift, missing(lift))).toList();
  }

  /**
   * Returns the number of further users with which the interval, and the usual deviation of the
   * estimate, would be narrower than a lift, if all goes on as it did.
   */
  private long missing(double lift) {
    double effect = Math.abs(lift * pair.firstMean());
    double low = -30;
    double high = 30;
    for (int i = 0; i < HALVINGS; i++) {
      double middle = (low + high) / 2;
      if (isShown(effect, Math.pow(2, middle))) {
        high = middle;
      } else {
        low = middle;
      }
    }
    return Math.round(pair.users() * Math.max(0, Math.pow(2, high) - 1));
  }

  /** Returns whether an effect would be shown with a multiple of the users. */
  private boolean isShown(double effect, double multiple) {
    double width = Math.sqrt(squaredWidth(clock * multiple)) + POWER;
    return width * Math.sqrt(variance / multiple) <= effect;
  }
}
