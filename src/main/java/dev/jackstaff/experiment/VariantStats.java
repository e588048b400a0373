package dev.jackstaff.experiment;

/**
 * The statistics of the subjects that saw a given variant first, among those drawn in the same
 * period with the same weights.
 *
 * @param split the weights
 * @param period the number of the period with these weights, from 0
 * @param variant the variant's name
 * @param users the number of subjects
 * @param conversions the number of them that converted
 * @param mean the mean of the outcome
 * @param variance the variance of the outcome, with {@code users - 1} in the denominator
 */
record VariantStats(
    String split,
    int period,
    String variant,
    double users,
    double conversions,
    double mean,
    double variance) {
  /** Returns whether the subjects of another group were drawn in the same period. */
  boolean isBeside(VariantStats other) {
    return period == other.period && split.equals(other.split);
  }
}
