package dev.jackstaff.experiment;

import java.util.List;

/**
 * The weights of periods: the number of subjects of all variants. Weighted so, the mean estimates
 * the effect on all subjects, and the difference of two shown means is the difference of the
 * comparison, if both variants were in every period.
 */
final class PeriodWeights {
  private PeriodWeights() {}

  /** Returns the number of subjects in the period of a group. */
  static double users(List<VariantStats> cells, VariantStats of) {
    return cells.stream().filter(of::isBeside).mapToDouble(VariantStats::users).sum();
  }

  /** Returns the counts of a variant over all periods, with the weighted mean. */
  static VariantCount count(String variant, List<VariantStats> cells) {
    double users = 0;
    double conversions = 0;
    double weights = 0;
    double sum = 0;
    for (VariantStats cell : cells) {
      if (cell.variant().equals(variant)) {
        double weight = users(cells, cell);
        users += cell.users();
        conversions += cell.conversions();
        weights += weight;
        sum += weight * cell.mean();
      }
    }
    double mean = weights == 0 ? 0 : sum / weights;
    return new VariantCount(variant, (long) users, (long) conversions, mean);
  }
}
