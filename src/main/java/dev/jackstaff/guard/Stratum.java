package dev.jackstaff.guard;

/** The observations of requests in which one particular percentage decided. Not thread-safe. */
final class Stratum {
  private final double share;
  private ExposedUnits crowd = new ExposedUnits();

  /** The number of units of the on-group hit, by signal. */
  private final long[] hitOn = new long[Signal.values().length];

  private final long[] hitOff = new long[Signal.values().length];

  Stratum(double share) {
    this.share = share;
  }

  ExposedUnits crowd() {
    return crowd;
  }

  void crowd(ExposedUnits other) {
    crowd = other;
  }

  /** Counts a unit that this signal has hit for the first time. */
  void hit(Signal signal, boolean inOn) {
    (inOn ? hitOn : hitOff)[signal.index()]++;
  }

  long hits(Signal signal, boolean inOn) {
    return (inOn ? hitOn : hitOff)[signal.index()];
  }

  /** Returns the evidence that the signal hits the on-group more often. */
  double evidence(Signal signal) {
    return EProcess.evidence(hits(signal, true), hits(signal, false), share);
  }

  /** Returns the evidence that the groups' sizes do not fit the percentage. */
  double unevenness() {
    return crowd.unevenness(share);
  }
}
