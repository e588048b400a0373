package dev.jackstaff.guard;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The evidence from units that a signal has hit before: their next requests, whether these are hit
 * again or not. Two neighbours of this list, of which one is hit and the other is not, and one is
 * in the harmful group and the other is not, are a bet at even odds. {@link EProcess} tells why.
 * Not thread-safe.
 */
final class ReturningUnits {
  /** The number of units above which the first wager is retired. */
  static final int MAX_UNITS = 1 << 14;

  private final WagerSeries wagers;
  private final @Nullable ReturningUnit[] waiting;
  private final Map<Long, Long> latest = new LinkedHashMap<>();
  private long pairs;

  ReturningUnits(int strata, int atLeast) {
    this.wagers = new WagerSeries(new double[] {0.5}, atLeast);
    this.waiting = new ReturningUnit[strata];
  }

  private record ReturningUnit(long unit, boolean harmful, boolean hit) {}

  /**
   * Takes the next request of a unit that was hit before.
   *
   * @param harmful whether the unit is in the group in which an excess is harmful
   * @param hit whether the request is hit as well
   */
  void take(TestEvent event, int stratum, boolean harmful, boolean hit) {
    ReturningUnit now = new ReturningUnit(event.unit(), harmful, hit);
    ReturningUnit before = waiting[stratum];
    if (before == null || before.unit() == now.unit()) {
      waiting[stratum] = now;
      return;
    }
    waiting[stratum] = null;
    if (before.hit() != now.hit()) {
      pair(event.at(), hit ? now : before, hit ? before : now);
    }
  }

  private void pair(long at, ReturningUnit hit, ReturningUnit spared) {
    long number = pairs++;
    long known = Math.max(replace(hit.unit(), number), replace(spared.unit(), number));
    wagers.begin(number, at);
    if (hit.harmful() != spared.harmful()) {
      wagers.bet(known, 0, hit.harmful());
    }
    forget();
  }

  /** Returns the number of the pair that the unit was in before, -1 if there is none. */
  private long replace(long unit, long number) {
    Long before = latest.remove(unit);
    latest.put(unit, number);
    return before == null ? -1 : before;
  }

  private void forget() {
    if (latest.size() > MAX_UNITS) {
      wagers.retire();
    }
    if (wagers.isRetired()) {
      Iterator<Long> numbers = latest.values().iterator();
      while (numbers.hasNext() && numbers.next() < wagers.oldest()) {
        numbers.remove();
      }
    }
  }

  WagerSeries wagers() {
    return wagers;
  }
}
