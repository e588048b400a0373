package dev.jackstaff.guard;

import java.util.ArrayList;
import java.util.List;

/**
 * All that was seen of one flag since its test began: per percentage how many units there were, and
 * which were hit. A unit is hit once by a signal, in the first percentage where that happened. The
 * memory is bounded: {@value #MOST} hit units per signal, and two sketches per percentage. Not
 * thread-safe.
 */
final class Tally {
  /**
   * So many units per signal are told apart; with more hit units no rollout is left to be saved.
   */
  static final int MOST = 1 << 15;

  /** How sure it must be that the groups are uneven; over all percentages. */
  private static final double UNEVEN = 0.001;

  private final Stratum[] strata;
  private final UnitSet[] hit = new UnitSet[Signal.values().length];
  private final List<Hit> hits = new ArrayList<>();
  private final boolean[] rose = new boolean[Signal.values().length];
  private final boolean remembers;
  private boolean uneven;
  private long nextLook = 1;

  /**
   * A unit that a signal has hit for the first time.
   *
   * @param signal which
   * @param stratum the index of the percentage that decided
   * @param on whether it is in the on-group
   * @param unit its hash
   */
  record Hit(Signal signal, int stratum, boolean on, long unit) {}

  /**
   * An empty one.
   *
   * @param shares the percentages as shares, each over 0 and under 1
   * @param remembers whether the hits are kept in their order, to be handed on
   */
  Tally(double[] shares, boolean remembers) {
    this.strata = new Stratum[shares.length];
    for (int i = 0; i < shares.length; i++) {
      strata[i] = new Stratum(shares[i]);
    }
    for (int i = 0; i < hit.length; i++) {
      hit[i] = new UnitSet();
    }
    this.remembers = remembers;
  }

  Stratum[] strata() {
    return strata;
  }

  /** A unit was there. */
  void see(int stratum, boolean on, long unit) {
    strata[stratum].crowd().see(on, unit);
  }

  /** A signal has hit a unit; whether for the first time, and whether there was room. */
  boolean hit(Signal signal, int stratum, boolean on, long unit) {
    UnitSet known = hit[signal.index()];
    if (known.size() >= MOST || !known.add(unit)) {
      return false;
    }
    strata[stratum].hit(signal, on);
    rose[signal.index()] |= on;
    if (remembers) {
      hits.add(new Hit(signal, stratum, on, unit));
    }
    return true;
  }

  boolean knows(Signal signal, long unit) {
    return hit[signal.index()].contains(unit);
  }

  /** Takes what all nodes have seen. */
  void take(Sharing.Merged merged) {
    for (int i = 0; i < strata.length; i++) {
      strata[i].crowd(merged.crowds().get(i));
    }
    merged.hits().forEach(it -> hit(it.signal(), it.stratum(), it.on(), it.unit()));
  }

  /** In the order in which they came. */
  List<Hit> hits() {
    return hits;
  }

  /** Whether a signal has hit more units than can be told apart. */
  boolean isFull(Signal signal) {
    return hit[signal.index()].size() >= MOST;
  }

  /** That a signal hits the on-group more often. */
  double evidence(Signal signal) {
    double product = 1;
    for (Stratum stratum : strata) {
      product *= stratum.evidence(signal);
    }
    // More than a number holds is no number that JSON has.
    return Math.min(product, Double.MAX_VALUE);
  }

  /** Whether that is at least so much. Costs nothing while nobody in the on-group is hit. */
  boolean isEvident(Signal signal, double limit) {
    boolean may = rose[signal.index()];
    rose[signal.index()] = false;
    return may && evidence(signal) >= limit;
  }

  /** Whether the groups' sizes do not fit a percentage; stays so. */
  boolean isUneven() {
    long listed = 0;
    for (Stratum stratum : strata) {
      listed += stratum.crowd().listed();
    }
    // One may look when one likes, so not at every unit.
    if (listed >= nextLook) {
      nextLook = listed + listed / 16 + 1;
      uneven = uneven || looksUneven();
    }
    return uneven;
  }

  private boolean looksUneven() {
    for (Stratum stratum : strata) {
      if (stratum.unevenness() >= strata.length / UNEVEN) {
        return true;
      }
    }
    return false;
  }

  long units(boolean on) {
    long sum = 0;
    for (Stratum stratum : strata) {
      sum += stratum.crowd().count(on);
    }
    return sum;
  }

  long hits(Signal signal, boolean on) {
    long sum = 0;
    for (Stratum stratum : strata) {
      sum += stratum.hits(signal, on);
    }
    return sum;
  }
}
