package dev.jackstaff.guard;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The wagers as their definition has them: each walks over the whole list with its own set. */
final class PlainWagers {
  private final ArmComparison comparison;
  private final boolean down;
  private final int atLeast;
  private final List<TestEvent> hits;

  PlainWagers(
      ArmComparison comparison, boolean down, int atLeast, Duration pause, List<TestEvent> hits) {
    this.comparison = comparison;
    this.down = down;
    this.atLeast = atLeast;
    this.hits = new ArrayList<>();
    Map<Long, Long> counted = new HashMap<>();
    for (TestEvent hit : hits) {
      long last = counted.getOrDefault(hit.unit(), Long.MIN_VALUE / 2);
      if (comparison.side(hit) >= 0 && hit.at() - last >= pause.toNanos()) {
        this.hits.add(hit);
        counted.put(hit.unit(), hit.at());
      }
    }
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
    int strata = comparison.strata();
    long[][] counts = new long[2 * strata][2];
    double peak = 0;
    for (int n = start; n < end; n++) {
      TestEvent hit = hits.get(n);
      boolean harmful = (comparison.side(hit) == ArmComparison.TESTED) != down;
      if (units.add(hit.unit())) {
        counts[comparison.stratum(hit) + (returns(n) ? strata : 0)][harmful ? 0 : 1]++;
      }
      long harmed = 0;
      double product = 1;
      for (int i = 0; i < counts.length; i++) {
        double plain = comparison.share(i % strata);
        double share = down ? 1 - plain : plain;
        share = i < strata ? share : 2 * share / (1 + share);
        product *= EProcess.evidence(counts[i][0], counts[i][1], share);
        harmed += counts[i][0];
      }
      peak = harmful && harmed >= atLeast ? Math.max(peak, product) : peak;
    }
    return peak;
  }

  /** Returns whether the unit of a hit has had another one in the hour before. */
  private boolean returns(int n) {
    for (int i = n - 1; i >= 0; i--) {
      if (hits.get(i).unit() == hits.get(n).unit()) {
        return hits.get(n).at() - hits.get(i).at() < Duration.ofHours(1).toNanos();
      }
    }
    return false;
  }
}
