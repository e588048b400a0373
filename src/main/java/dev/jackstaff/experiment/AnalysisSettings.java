package dev.jackstaff.experiment;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of an analysis. Immutable.
 *
 * @param alpha the probability that any interval of one metric is ever wrong, over 0 and under 0.5
 * @param capQuantile the quantile of the sums of all subjects, of all variants together, to which
 *     larger sums are reduced, 0.5 to 1; 1 reduces nothing
 * @param conversionWindow the time after its exposure in which a subject's conversions count, or
 *     null for no limit
 */
public record AnalysisSettings(
    double alpha, double capQuantile, @Nullable Duration conversionWindow) {
  /** The default probability of a wrong interval. */
  public static final double DEFAULT_ALPHA = 0.05;

  /** The default quantile to which sums are reduced. */
  public static final double DEFAULT_CAP_QUANTILE = 0.999;

  /** The settings that apply unless others are set. */
  static final AnalysisSettings DEFAULT =
      new AnalysisSettings(DEFAULT_ALPHA, DEFAULT_CAP_QUANTILE, null);

  /**
   * Checks the parameters.
   *
   * @param alpha as above
   * @param capQuantile as above
   * @param conversionWindow as above; whole microseconds
   * @throws IllegalArgumentException if one of them is out of range
   */
  public AnalysisSettings {
    if (!(alpha > 0 && alpha < 0.5)) {
      throw new IllegalArgumentException("alpha must be over 0 and under 0.5, was " + alpha);
    }
    checkedCapQuantile(capQuantile);
    if (conversionWindow != null) {
      checkedWindow(conversionWindow);
    }
  }

  /**
   * {@return the quantile, if it is one to which sums can be reduced}
   *
   * @param quantile the quantile
   * @throws IllegalArgumentException if it is not 0.5 to 1
   */
  public static double checkedCapQuantile(double quantile) {
    if (!(quantile >= 0.5 && quantile <= 1)) {
      throw new IllegalArgumentException("capQuantile must be 0.5 to 1, was " + quantile);
    }
    return quantile;
  }

  /**
   * {@return the conversion window, if it is long enough}
   *
   * @param window the time
   * @throws IllegalArgumentException if it is under 1 s
   */
  public static Duration checkedWindow(Duration window) {
    if (window.toSeconds() < 1) {
      throw new IllegalArgumentException("conversionWindow must be 1 s or more, was " + window);
    }
    return window;
  }

  AnalysisSettings withAlpha(double chance) {
    return new AnalysisSettings(chance, capQuantile, conversionWindow);
  }

  AnalysisSettings withCapQuantile(double quantile) {
    return new AnalysisSettings(alpha, quantile, conversionWindow);
  }

  AnalysisSettings withConversionWindow(Duration window) {
    return new AnalysisSettings(alpha, capQuantile, window);
  }

  /** Returns whether sums are reduced at all. */
  boolean caps() {
    return capQuantile < 1;
  }
}
