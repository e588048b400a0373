package dev.jackstaff.guard;

import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The evidence from one list of hit units, for one signal and two groups. A unit that is hit for
 * the first time, or for the first time after it has recovered, is a bet on its group. The next
 * request of a unit that was hit is no such bet, but its outcome is one ({@link ReturningUnits}).
 * {@link EProcess} tells why that is sound.
 *
 * <p>One map from each unit to its latest event serves all wagers: a unit takes part in the wagers
 * that began when it was not failing. Memory is bounded: the first wager is retired when more than
 * {@value #MAX_UNITS} units would have to be told apart; units that are in no wager are forgotten
 * then, and new ones are left out while as many fail at once. Not thread-safe.
 */
final class Wagers {
  /** The number of units that are told apart. */
  static final int MAX_UNITS = 1 << 15;

  /** The time after which a unit is taken as recovered, if nothing was heard of it. */
  static final Duration RETURN_TIME = Duration.ofHours(1);

  private final ArmComparison comparison;
  private final boolean down;
  private final long pause;
  private final WagerSeries wagers;
  private final ReturningUnits returns;
  private final Map<Long, Latest> latest = new LinkedHashMap<>();
  private final long[] units = new long[2];
  private long events;

  /**
   * Creates an empty list.
   *
   * @param comparison the groups
   * @param down whether fewer units of the tested group are harmful, not more
   * @param atLeast the number of units of the group with the excess below which evidence does not
   *     count
   * @param pause the time after a unit's hit in which its further requests are retries
   */
  Wagers(ArmComparison comparison, boolean down, int atLeast, Duration pause) {
    this.comparison = comparison;
    this.down = down;
    this.pause = pause.toNanos();
    double[] shares = comparison.shares().stream().mapToDouble(it -> down ? 1 - it : it).toArray();
    this.wagers = new WagerSeries(shares, atLeast);
    this.returns = new ReturningUnits(shares.length, atLeast);
  }

  /** The number of a unit's latest event, its time, and whether it was a hit. */
  private record Latest(long number, long at, boolean failing) {}

  /** Takes the next hit of the list; a hit of a unit that is in neither group is ignored. */
  void hit(TestEvent event) {
    int side = comparison.side(event);
    Latest before = latest.get(event.unit());
    if (side == ArmComparison.NEITHER || isRetry(before, event) || isFull(before)) {
      return;
    }
    long number = replace(event, true);
    int stratum = comparison.stratum(event);
    if (before == null) {
      units[side]++;
    }
    if (isFailing(before, event)) {
      returns.take(event, stratum, isHarmful(side), true);
    } else {
      wagers.begin(number, event.at());
      wagers.bet(before == null ? -1 : before.number(), stratum, isHarmful(side));
    }
    forget(event.at());
  }

  /** Takes the first request of a unit after a hit that is not hit. */
  void recovered(TestEvent event) {
    int side = comparison.side(event);
    Latest before = latest.get(event.unit());
    if (side != ArmComparison.NEITHER && !isRetry(before, event) && isFailing(before, event)) {
      replace(event, false);
      returns.take(event, comparison.stratum(event), isHarmful(side), false);
    }
  }

  private boolean isRetry(@Nullable Latest before, TestEvent event) {
    return before != null && before.failing() && event.at() - before.at() < pause;
  }

  private boolean isFull(@Nullable Latest before) {
    return before == null && latest.size() > MAX_UNITS;
  }

  private static boolean isFailing(@Nullable Latest before, TestEvent event) {
    return before != null && before.failing() && !isOver(before, event.at());
  }

  private static boolean isOver(Latest before, long now) {
    return now - before.at() >= RETURN_TIME.toNanos();
  }

  private boolean isHarmful(int side) {
    return (side == ArmComparison.TESTED) != down;
  }

  private long replace(TestEvent event, boolean failing) {
    latest.remove(event.unit());
    latest.put(event.unit(), new Latest(events, event.at(), failing));
    return events++;
  }

  /** Forgets the units that are in no wager, once the first one is retired. */
  private void forget(long now) {
    if (latest.size() > MAX_UNITS) {
      wagers.retire();
    }
    Iterator<Latest> oldest = latest.values().iterator();
    while (wagers.isRetired() && oldest.hasNext() && isForgettable(oldest.next(), now)) {
      oldest.remove();
    }
  }

  private boolean isForgettable(Latest unit, long now) {
    return unit.number() < wagers.oldest() && (!unit.failing() || isOver(unit, now));
  }

  /**
   * Returns the largest evidence of a unit's first hit so far, times the weight of its wager; 0
   * while no wager has enough units.
   */
  double peak() {
    return wagers.peak();
  }

  /** Returns the largest such evidence now. */
  double evidence() {
    return wagers.evidence();
  }

  /** Returns the wagers on the next requests of units that were hit. */
  WagerSeries returns() {
    return returns.wagers();
  }

  /**
   * Returns the number of units hit on a side. Above {@value #MAX_UNITS} units one that comes back
   * much later counts again.
   */
  long units(int side) {
    return units[side];
  }

  /** Returns the number of units that are told apart. */
  int tracked() {
    return latest.size();
  }

  /** Returns the wagers on first hits. */
  WagerSeries firsts() {
    return wagers;
  }

  /**
   * Returns an upper bound of the ratio of the rates at which units of the two groups are hit,
   * tested to reference; infinite if nothing is excluded.
   *
   * @param error the probability that the ratio was ever above the bound
   */
  double maxRatio(double error) {
    if (wagers.kept().isEmpty() || wagers.isRetired() || down) {
      return Double.POSITIVE_INFINITY;
    }
    return RateBounds.maxRatio(wagers.kept().get(0), comparison.shares(), error);
  }
}
