package dev.jackstaff.guard;

import dev.jackstaff.guard.TestEvent.EventKind;
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
  private final List<Entry> firsts = new ArrayList<>();
  private final List<Entry> pairs = new ArrayList<>();

  /** An entry of a list: a bet that is won, lost or neither, or an event that is no bet. */
  private record Entry(long at, List<Long> units, int stratum, Result result) {}

  private enum Result {
    WON,
    LOST,
    NEITHER,
    NO_BET
  }

  PlainWagers(
      ArmComparison comparison, boolean down, int atLeast, Duration pause, List<TestEvent> events) {
    this.comparison = comparison;
    this.down = down;
    this.atLeast = atLeast;
    Map<Long, TestEvent> latest = new HashMap<>();
    List<TestEvent> returns = new ArrayList<>();
    for (TestEvent event : events) {
      TestEvent before = latest.get(event.unit());
      boolean hit = event.kind() == EventKind.HIT;
      boolean failing = before != null && before.kind() == EventKind.HIT;
      long since = failing ? event.at() - before.at() : Long.MAX_VALUE;
      boolean returning = since < Duration.ofHours(1).toNanos();
      if (comparison.side(event) < 0 || since < pause.toNanos() || (!hit && !returning)) {
        continue;
      }
      latest.put(event.unit(), event);
      Result result = returning ? Result.NO_BET : isHarmful(event) ? Result.WON : Result.LOST;
      firsts.add(new Entry(event.at(), List.of(event.unit()), comparison.stratum(event), result));
      if (returning) {
        returns.add(event);
      }
    }
    for (int stratum = 0; stratum < comparison.strata(); stratum++) {
      int now = stratum;
      pair(returns.stream().filter(it -> comparison.stratum(it) == now).toList());
    }
    pairs.sort((one, two) -> Long.compare(one.at(), two.at()));
  }

  private boolean isHarmful(TestEvent event) {
    return (comparison.side(event) == ArmComparison.TESTED) != down;
  }

  private void pair(List<TestEvent> returns) {
    int next = 1;
    while (next < returns.size()) {
      TestEvent one = returns.get(next - 1);
      TestEvent two = returns.get(next);
      boolean paired = one.unit() != two.unit();
      next += paired ? 2 : 1;
      if (paired && one.kind() != two.kind()) {
        boolean harmful = isHarmful(one.kind() == EventKind.HIT ? one : two);
        boolean mixed = isHarmful(one) != isHarmful(two);
        Result result = !mixed ? Result.NEITHER : harmful ? Result.WON : Result.LOST;
        pairs.add(new Entry(two.at(), List.of(one.unit(), two.unit()), 0, result));
      }
    }
  }

  double peak() {
    double[] shares = new double[comparison.strata()];
    for (int i = 0; i < shares.length; i++) {
      shares[i] = down ? 1 - comparison.share(i) : comparison.share(i);
    }
    return peak(firsts, shares);
  }

  double returnsPeak() {
    return peak(pairs, new double[] {0.5});
  }

  private static List<Integer> starts(List<Entry> list) {
    List<Integer> starts = new ArrayList<>();
    int bets = 0;
    for (int i = 0; i < list.size(); i++) {
      Entry entry = list.get(i);
      if (entry.result() != Result.NO_BET) {
        int newest = starts.isEmpty() ? 0 : starts.get(starts.size() - 1);
        boolean late = entry.at() - list.get(newest).at() >= Duration.ofDays(1).toNanos();
        if (starts.isEmpty() || bets >= 50 || i - newest >= 500 || late) {
          starts.add(i);
          bets = 0;
        }
        bets++;
      }
    }
    return starts;
  }

  private double peak(List<Entry> list, double[] shares) {
    List<Integer> starts = starts(list);
    double peak = 0;
    for (int j = 0; j < starts.size(); j++) {
      int end = j > 0 && j + 16 < starts.size() ? starts.get(j + 16) : list.size();
      double weight = j == 0 ? 0.5 : 0.5 / (j * (j + 1.0));
      peak = Math.max(peak, weight * wager(list.subList(starts.get(j), end), shares));
    }
    return peak;
  }

  private double wager(List<Entry> list, double[] shares) {
    Set<Long> met = new HashSet<>();
    long[][] counts = new long[shares.length][2];
    double peak = 0;
    for (Entry entry : list) {
      boolean won = entry.result() == Result.WON;
      if ((won || entry.result() == Result.LOST)
          && entry.units().stream().noneMatch(met::contains)) {
        counts[entry.stratum()][won ? 0 : 1]++;
      }
      met.addAll(entry.units());
      long all = 0;
      double product = 1;
      for (int i = 0; i < counts.length; i++) {
        product *= EProcess.evidence(counts[i][0], counts[i][1], shares[i]);
        all += counts[i][0];
      }
      peak = won && all >= atLeast ? Math.max(peak, product) : peak;
    }
    return peak;
  }
}
