package dev.jackstaff.experiment;

/**
 * The sums of one variant in one period. The variance is computed by Welford's method, which keeps
 * its precision where the mean is far larger than the deviation. Not thread-safe.
 */
final class CellSums {
  private final SplitPeriod period;
  private final String variant;
  private long users;
  private long conversions;
  private double mean;
  private double squares;

  CellSums(SplitPeriod period, String variant) {
    this.period = period;
    this.variant = variant;
  }

  void add(double value, boolean converted) {
    users++;
    conversions += converted ? 1 : 0;
    double gap = value - mean;
    mean += gap / users;
    squares += gap * (value - mean);
  }

  VariantStats stats() {
    double variance = users < 2 ? 0 : squares / (users - 1);
    return new VariantStats(
        period.split(), period.number(), variant, users, conversions, mean, variance);
  }
}
