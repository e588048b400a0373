package dev.jackstaff.guard;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The wagers on one list of hit units, for one signal and two groups. The first wager has half of
 * the probability of a false alarm; another one begins after every {@value #UNITS_EACH} units of
 * the newest one and every 24 hours, with no unit in it. {@link EProcess} tells why that is sound.
 *
 * <p>One map from each unit to the number of its latest hit serves all wagers: a hit is the unit's
 * first one for every wager that began after the unit's previous hit. A hit within the pause after
 * a counted one is ignored, and units that return within an hour are counted apart, as if the
 * harmful group returned twice as fast. Memory is bounded: the first wager and the newest {@value
 * #MAX_NEWEST} are kept, and the first one is retired when more than {@value #MAX_UNITS} units
 * would have to be told apart. Not thread-safe.
 */
final class Wagers {
  /** The number of units of the newest wager after which another one begins. */
  static final int UNITS_EACH = 50;

  /** The number of wagers that are kept besides the first one. */
  static final int MAX_NEWEST = 16;

  /** The number of units that are told apart while the first wager is kept. */
  static final int MAX_UNITS = 1 << 15;

  /** The time after its previous counted hit within which a unit is a returning one. */
  static final Duration RETURN_TIME = Duration.ofHours(1);

  /** The number of times that units of one group may return as fast as those of the other. */
  static final double RETURN_RATIO = 2;

  private static final long TIME_EACH = Duration.ofHours(24).toNanos();

  private final ArmComparison comparison;
  private final boolean down;
  private final int atLeast;
  private final long pause;
  private final double[] shares;
  private final List<Wager> wagers = new ArrayList<>();
  private final Map<Long, Latest> latest = new LinkedHashMap<>();
  private final long[] units = new long[2];
  private long hits;
  private long begun;
  private boolean retired;
  private double peak;

  /**
   * Creates an empty list.
   *
   * @param comparison the groups
   * @param down whether fewer units of the tested group are harmful, not more
   * @param atLeast the number of units of the group with the excess below which evidence does not
   *     count
   * @param pause the time after a unit's counted hit in which its further hits are ignored
   */
  Wagers(ArmComparison comparison, boolean down, int atLeast, Duration pause) {
    this.comparison = comparison;
    this.down = down;
    this.atLeast = atLeast;
    this.pause = pause.toNanos();
    int strata = comparison.strata();
    this.shares = new double[2 * strata];
    for (int i = 0; i < strata; i++) {
      double share = down ? 1 - comparison.share(i) : comparison.share(i);
      shares[i] = share;
      shares[strata + i] = share * RETURN_RATIO / (share * RETURN_RATIO + 1 - share);
    }
  }

  /** The number and the time of a unit's latest counted hit. */
  private record Latest(long number, long at) {}

  /** Takes the next hit of the list; a hit of a unit that is in neither group is ignored. */
  void hit(TestEvent event) {
    int side = comparison.side(event);
    if (side == ArmComparison.NEITHER || isPaused(event)) {
      return;
    }
    long number = hits++;
    Latest previous = latest.remove(event.unit());
    latest.put(event.unit(), new Latest(number, event.at()));
    if (previous == null) {
      units[side]++;
    }
    begin(number, event.at());
    boolean harmful = (side == ArmComparison.TESTED) != down;
    long known = previous == null ? -1 : previous.number();
    int stratum = comparison.stratum(event) + (isReturn(previous, event) ? comparison.strata() : 0);
    for (Wager wager : wagers) {
      if (known < wager.start()) {
        wager.count(stratum, harmful);
      }
    }
    if (harmful) {
      look();
    }
    forget();
  }

  private boolean isPaused(TestEvent event) {
    Latest counted = latest.get(event.unit());
    return counted != null && event.at() - counted.at() < pause;
  }

  private static boolean isReturn(@Nullable Latest previous, TestEvent event) {
    return previous != null && event.at() - previous.at() < RETURN_TIME.toNanos();
  }

  /** Begins another wager, whose first hit is this one, if it is time. */
  private void begin(long number, long at) {
    if (begun == 0) {
      add(number, at, 0.5);
      return;
    }
    Wager newest = wagers.get(wagers.size() - 1);
    if (newest.units() >= UNITS_EACH || at - newest.begun() >= TIME_EACH) {
      add(number, at, 0.5 / begun / (begun + 1));
    }
  }

  private void add(long number, long at, double weight) {
    wagers.add(new Wager(number, at, weight, shares));
    begun++;
    int first = retired ? 0 : 1;
    if (wagers.size() > first + MAX_NEWEST) {
      wagers.remove(first);
    }
  }

  private void look() {
    for (Wager wager : wagers) {
      if (wager.excess() >= atLeast) {
        peak = Math.max(peak, wager.weighted());
      }
    }
  }

  /** Forgets the units that are in no wager, once the first one is retired. */
  private void forget() {
    if (!retired && latest.size() > MAX_UNITS) {
      wagers.remove(0);
      retired = true;
    }
    if (retired) {
      long oldest = wagers.get(0).start();
      Iterator<Latest> hits = latest.values().iterator();
      while (hits.hasNext() && hits.next().number() < oldest) {
        hits.remove();
      }
    }
  }

  /**
   * Returns the largest evidence so far, times the weight of its wager; 0 while no wager has enough
   * units.
   */
  double peak() {
    return peak;
  }

  /** Returns the largest evidence now, times the weight of its wager. */
  double evidence() {
    return wagers.stream().mapToDouble(Wager::weighted).max().orElse(0.5);
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

  /** Returns the wagers that are kept, oldest first. */
  List<Wager> kept() {
    return wagers;
  }

  /** Returns whether the first wager is retired. */
  boolean isRetired() {
    return retired;
  }

  /**
   * Returns an upper bound of the ratio of the rates at which units of the two groups are hit,
   * tested to reference; infinite if nothing is excluded.
   *
   * @param error the probability that the ratio was ever above the bound
   */
  double maxRatio(double error) {
    if (wagers.isEmpty() || retired || down) {
      return Double.POSITIVE_INFINITY;
    }
    // No unit of the first wager returns, so its counts are in the first half of the strata.
    return RateBounds.maxRatio(wagers.get(0), comparison.shares(), error);
  }
}
