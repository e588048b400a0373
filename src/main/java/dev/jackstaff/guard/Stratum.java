package dev.jackstaff.guard;

/**
 * What was seen where one percentage decided. Not thread-safe.
 *
 * <p>Whether the groups' sizes fit the percentage has to be known at every look too, so it is a wager
 * as well. Its list is of new units, as far as the sketches are sure of that: a hash under both limits
 * that is not in its sketch was never seen. The limits are known before the unit comes, and its hash
 * says nothing about its group, so each is in the on-group with the percentage's probability.
 */
final class Stratum {
  private final double share;
  final UnitSketch on = new UnitSketch();
  final UnitSketch off = new UnitSketch();
  private long newOn;
  private long newOff;

  /** How many units a signal has hit, by signal. */
  private final long[] hitOn = new long[Signal.values().length];

  private final long[] hitOff = new long[Signal.values().length];

  Stratum(double share) {
    this.share = share;
  }

  double share() {
    return share;
  }

  void see(boolean inOn, long unit) {
    boolean listed = unit < Math.min(on.limit(), off.limit());
    if ((inOn ? on : off).add(unit) && listed) {
      list(inOn ? 1 : 0, inOn ? 0 : 1);
    }
  }

  /** Puts units on the list of new ones. */
  void list(long inOn, long inOff) {
    newOn += inOn;
    newOff += inOff;
  }

  long newOn() {
    return newOn;
  }

  long newOff() {
    return newOff;
  }

  /** A unit that this signal has hit for the first time. */
  void hit(Signal signal, boolean inOn) {
    (inOn ? hitOn : hitOff)[signal.ordinal()]++;
  }

  long hits(Signal signal, boolean inOn) {
    return (inOn ? hitOn : hitOff)[signal.ordinal()];
  }

  /** That the on-group is hit more often. */
  double evidence(Signal signal) {
    return Wager.evidence(hits(signal, true), hits(signal, false), share);
  }

  /** That the groups are not what the percentage says. */
  double unevenness() {
    return (Wager.evidence(newOn, newOff, share) + Wager.evidence(newOff, newOn, 1 - share)) / 2;
  }
}
