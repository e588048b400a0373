package dev.jackstaff.experiment;

import org.jspecify.annotations.Nullable;

/**
 * An estimated value with its interval. Immutable.
 *
 * @param value the estimate
 * @param low the lower end of the interval, or null if there is no interval yet
 * @param high the upper end of the interval, or null if there is no interval yet
 */
public record Estimate(double value, @Nullable Double low, @Nullable Double high) {
  static Estimate without(double value) {
    return new Estimate(value, null, null);
  }

  /** {@return whether there is an interval} */
  public boolean hasInterval() {
    return low != null && high != null;
  }

  /** {@return whether there is an interval and it does not contain zero} */
  public boolean excludesZero() {
    return low != null && high != null && (low > 0 || high < 0);
  }
}
