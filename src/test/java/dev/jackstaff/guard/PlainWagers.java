package dev.jackstaff.guard;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The wagers as their definition has them: each walks over the whole list with its own set. */
final class PlainWagers {
  private final ArmComparison comparison;
  private final boolean down;
  private final int atLeast;
  private final List<TestEvent> hits;

  PlainWagers(ArmComparison comparison, boolean down, int atLeast, List<TestEvent> hits) {
    this.comparison = comparison;
    this.down = down;
    this.atLeast = atLeast;
    this.hits = hits.stream().filter(it -> comparison.side(it) >= 0).toList();
  }

  private List<Integer> starts() {
    List<Integer> starts = new ArrayList<>();
    Set<Long> units = new HashSet<>();
    for (int i = 0; i < hits.size(); i++) {
      long at = hits.get(i).at();
      if (starts.isEmpty()
          || units.size() >= 50
          || at - hits.get(starts.get(starts.size() - 1)).at() >= Duration.ofDays(1).toNanos()) {
        starts.add(i);
        units.clear();
      }
      units.add(hits.get(i).unit());
    }
    return starts;
  }

  double peak() {
    List<Integer> starts = starts();
    double peak = 0;
    for (int j = 0; j < starts.size(); j++) {
      int end = j > 0 && j + 16 < starts.size() ? starts.get(j + 16) : hits.size();
      double weight = j == 0 ? 0.5 : 0.5 / (j * (j + 1.0));
      peak = Math.max(peak, weight * peak(starts.get(j), end));
    }
    return peak;
  }

  private double peak(int start, int end) {
    Set<Long> units = new HashSet<>();
    long[][] counts = new long[comparison.strata()][2];
    double peak = 0;
    for (TestEvent hit : hits.subList(start, end)) {
      boolean harmful = (comparison.side(hit) == ArmComparison.TESTED) != down;
      if (units.add(hit.unit())) {
        counts[comparison.stratum(hit)][harmful ? 0 : 1]++;
      }
      long harmed = 0;
      double product = 1;
      for (int i = 0; i < counts.length; i++) {
        double share = down ? 1 - comparison.share(i) : comparison.share(i);
        product *= EProcess.evidence(counts[i][0], counts[i][1], share);
        harmed += counts[i][0];
      }
      peak = harmful && harmed >= atLeast ? Math.max(peak, product) : peak;
    }
    return peak;
  }
}
