package dev.jackstaff.guard;

import java.util.ArrayList;
import java.util.List;

/**
 * The observations of one flag since its test began: the number of units per percentage, and the
 * units that were hit. A signal hits a unit once, in the first percentage where that happens.
 * Memory is bounded by {@value #MAX_UNITS} hit units per signal and two sketches per percentage.
 * Not thread-safe.
 */
final class Observations {
  /**
   * The most hit units per signal that are told apart; with more of them there is no rollout left
   * to save.
   */
  static final int MAX_UNITS = 1 << 15;

  /** The probability of declaring the groups uneven by mistake, over all percentages. */
  private static final double BALANCE_SIGNIFICANCE = 0.001;

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
   * @param signal the signal
   * @param stratum the index of the percentage that decided
   * @param on whether the unit is in the on-group
   * @param unit the unit's hash
   */
  record Hit(Signal signal, int stratum, boolean on, long unit) {}

  /**
   * Creates an empty one.
   *
   * @param shares the percentages as shares, each over 0 and under 1
   * @param remembers whether the hits are kept in their order, to be sent to other nodes
   */
  Observations(double[] shares, boolean remembers) {
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

  /** Counts a unit. */
  void see(int stratum, boolean on, long unit) {
    strata[stratum].crowd().see(on, unit);
  }

  /**
   * Counts a unit that a signal has hit; returns true if it was the first time and there was room.
   */
  boolean hit(Signal signal, int stratum, boolean on, long unit) {
    UnitSet known = hit[signal.index()];
    if (known.size() >= MAX_UNITS || !known.add(unit)) {
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

  /** Merges the observations of all nodes. */
  void take(EvidenceExchange.Merged merged) {
    for (int i = 0; i < strata.length; i++) {
      strata[i].crowd(merged.crowds().get(i));
    }
    merged.hits().forEach(it -> hit(it.signal(), it.stratum(), it.on(), it.unit()));
  }

  /** Returns the hits in the order in which they were counted. */
  List<Hit> hits() {
    return hits;
  }

  /** Returns whether a signal has hit as many units as can be told apart. */
  boolean isFull(Signal signal) {
    return hit[signal.index()].size() >= MAX_UNITS;
  }

  /** Returns the evidence that a signal hits the on-group more often. */
  double evidence(Signal signal) {
    double product = 1;
    for (Stratum stratum : strata) {
      product *= stratum.evidence(signal);
    }
    // JSON has no infinity.
    return Math.min(product, Double.MAX_VALUE);
  }

  /**
   * Returns whether the evidence for a signal has reached a limit. Costs nothing while no new unit
   * of the on-group is hit.
   */
  boolean isEvident(Signal signal, double limit) {
    boolean may = rose[signal.index()];
    rose[signal.index()] = false;
    return may && evidence(signal) >= limit;
  }

  /** Returns whether the groups' sizes do not fit a percentage; once true, it stays true. */
  boolean isUneven() {
    long listed = 0;
    for (Stratum stratum : strata) {
      listed += stratum.crowd().listed();
    }
    // The test may be evaluated at any time, so it need not be at every unit.
    if (listed >= nextLook) {
      nextLook = listed + listed / 16 + 1;
      uneven = uneven || looksUneven();
    }
    return uneven;
  }

  private boolean looksUneven() {
    for (Stratum stratum : strata) {
      if (stratum.unevenness() >= strata.length / BALANCE_SIGNIFICANCE) {
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
