package dev.jackstaff.guard;

/** What was seen where one percentage decided. Not thread-safe. */
final class Stratum {
  private final double share;
  private Crowd crowd = new Crowd();

  /** How many units a signal has hit, by signal. */
  private final long[] hitOn = new long[Signal.values().length];

  private final long[] hitOff = new long[Signal.values().length];

  Stratum(double share) {
    this.share = share;
  }

  Crowd crowd() {
    return crowd;
  }

  void crowd(Crowd other) {
    crowd = other;
  }

  /** A unit that this signal has hit for the first time. */
  void hit(Signal signal, boolean inOn) {
    (inOn ? hitOn : hitOff)[signal.index()]++;
  }

  long hits(Signal signal, boolean inOn) {
    return (inOn ? hitOn : hitOff)[signal.index()];
  }

  /** That the on-group is hit more often. */
  double evidence(Signal signal) {
    return Wager.evidence(hits(signal, true), hits(signal, false), share);
  }

  /** That the groups are not what the percentage says. */
  double unevenness() {
    return crowd.unevenness(share);
  }
}
