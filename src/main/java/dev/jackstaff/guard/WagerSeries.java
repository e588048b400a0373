package dev.jackstaff.guard;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The wagers on one list of bets: the first one, with half of the probability of a false alarm, and
 * further ones that begin after every {@value #BETS_EACH} bets, {@value #EVENTS_EACH} events or 24
 * hours. The first wager and the newest {@value #MAX_NEWEST} are kept. Not thread-safe.
 */
final class WagerSeries {
  /** The number of bets after which another wager begins. */
  static final int BETS_EACH = 50;

  /** The number of events of the list, bets or not, after which another wager begins. */
  static final int EVENTS_EACH = 500;

  /** The number of wagers that are kept besides the first one. */
  static final int MAX_NEWEST = 16;

  private static final long TIME_EACH = Duration.ofHours(24).toNanos();

  private final double[] shares;
  private final int atLeast;
  private final List<Wager> wagers = new ArrayList<>();
  private long begun;
  private long bets;
  private boolean retired;
  private double peak;

  /**
   * Creates a series without wagers.
   *
   * @param shares for each stratum, the probability that a bet is won if there is no difference
   * @param atLeast the number of bets won in a wager below which its evidence does not count
   */
  WagerSeries(double[] shares, int atLeast) {
    this.shares = shares;
    this.atLeast = atLeast;
  }

  /**
   * Begins another wager with the bet that follows if it is time. When it is time must not depend
   * on who wins the bets.
   *
   * @param number the number of the bet among the events of the list
   */
  void begin(long number, long at) {
    if (begun == 0) {
      add(number, at, 0.5);
    } else if (isTime(number, at, wagers.get(wagers.size() - 1))) {
      add(number, at, 0.5 / begun / (begun + 1));
    }
    bets++;
  }

  private boolean isTime(long number, long at, Wager newest) {
    return bets >= BETS_EACH
        || number - newest.start() >= EVENTS_EACH
        || at - newest.begun() >= TIME_EACH;
  }

  private void add(long number, long at, double weight) {
    wagers.add(new Wager(number, at, weight, shares));
    begun++;
    bets = 0;
    int first = retired ? 0 : 1;
    if (wagers.size() > first + MAX_NEWEST) {
      wagers.remove(first);
    }
  }

  /**
   * Counts a bet in the wagers that began after a number.
   *
   * @param known the number of the latest event after which the group of a unit was known
   */
  void bet(long known, int stratum, boolean won) {
    for (Wager wager : wagers) {
      if (known < wager.start()) {
        wager.count(stratum, won);
      }
    }
    if (won) {
      look();
    }
  }

  private void look() {
    for (Wager wager : wagers) {
      if (wager.excess() >= atLeast && wager.mayExceed(peak)) {
        peak = Math.max(peak, wager.weighted());
      }
    }
  }

  /**
   * Returns the largest weighted evidence now with other shares; 0 if no wager has enough bets won,
   * or if it is below a value.
   */
  double evidence(double[] shares, double least) {
    return wagers.stream()
        .filter(wager -> wager.excess() >= atLeast)
        .mapToDouble(wager -> wager.weighted(shares, least))
        .max()
        .orElse(0);
  }

  /** Retires the first wager, for which all units would have to be told apart. */
  void retire() {
    if (!retired) {
      wagers.remove(0);
      retired = true;
    }
  }

  boolean isRetired() {
    return retired;
  }

  /** Returns the number of the bet with which the oldest wager began. */
  long oldest() {
    return wagers.isEmpty() ? 0 : wagers.get(0).start();
  }

  /** Returns the wagers that are kept, oldest first. */
  List<Wager> kept() {
    return wagers;
  }

  /** Returns the largest weighted evidence so far; 0 while no wager has enough bets won. */
  double peak() {
    return peak;
  }

  /** Returns the largest weighted evidence now. */
  double evidence() {
    return wagers.stream().mapToDouble(Wager::weighted).max().orElse(0.5);
  }
}
