package dev.jackstaff.guard;

import dev.jackstaff.model.Guard;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One test of one flag. It begins with a new percentage, a new step or a lifted kill, and ends with
 * the next of them or with a verdict. The probability of a false alarm is divided among the
 * signals. Not thread-safe.
 *
 * <p>A node that shares its evidence judges only the merged observations, so that all nodes judge
 * the same data. Its own observations since the last exchange are kept in a separate tally.
 */
final class SequentialTest {
  private final Guard guard;
  private final double[] percentages;
  private final double alpha;
  private final List<Signal> signals = new ArrayList<>();
  private final Observations tally;
  private @Nullable Observations mine;

  /** The observations being sent to the other nodes; kept until the exchange has succeeded. */
  private @Nullable Observations sending;

  /**
   * Creates a test.
   *
   * @param guard the guard, which determines the signals
   * @param percentages the percentages that may decide, each over 0 and under 100
   * @param alpha the probability of a false alarm
   * @param shared whether other nodes see the same flag
   */
  SequentialTest(Guard guard, double[] percentages, double alpha, boolean shared) {
    this.guard = guard;
    this.percentages = percentages.clone();
    this.alpha = alpha;
    this.tally = fresh(false);
    this.mine = shared ? fresh(true) : null;
    if (guard.errors()) {
      signals.add(Signal.ERRORS);
    }
    if (guard.slow() != null) {
      signals.add(Signal.SLOW);
    }
  }

  private Observations fresh(boolean remembers) {
    double[] shares = new double[percentages.length];
    for (int i = 0; i < shares.length; i++) {
      shares[i] = percentages[i] / 100;
    }
    return new Observations(shares, remembers);
  }

  /** Returns the index of a percentage, or -1 if this test does not have it. */
  int stratum(double percentage) {
    for (int i = 0; i < percentages.length; i++) {
      if (percentages[i] == percentage) {
        return i;
      }
    }
    return -1;
  }

  /**
   * Counts a request.
   *
   * @param stratum the index of the percentage that decided
   * @param on whether its unit is in the on-group
   * @param unit the unit's hash
   * @param failed whether the request has failed
   * @param nanos the duration of the request, in nanoseconds
   */
  void count(int stratum, boolean on, long unit, boolean failed, long nanos) {
    Observations to = mine == null ? tally : mine;
    to.see(stratum, on, unit);
    if (failed && guard.errors()) {
      hit(to, Signal.ERRORS, stratum, on, unit);
    }
    if (guard.slow() != null && nanos > guard.slow().toNanos()) {
      hit(to, Signal.SLOW, stratum, on, unit);
    }
  }

  /** Takes the exposure of a unit. */
  void exposed(TestEvent event) {
    if (event.stratum() < percentages.length) {
      Observations to = mine == null ? tally : mine;
      to.see(event.stratum(), event.arm() > 0, event.unit());
    }
  }

  /** Takes an outcome; outcomes are taken in the order in which their requests began. */
  void take(TestEvent event) {
    boolean isHit = event.kind() == TestEvent.EventKind.HIT && event.stratum() < percentages.length;
    for (Signal signal : isHit ? signals : List.<Signal>of()) {
      if (signal.index() == event.detail()) {
        Observations to = mine == null ? tally : mine;
        hit(to, signal, event.stratum(), event.arm() > 0, event.unit());
      }
    }
  }

  private void hit(Observations to, Signal signal, int stratum, boolean on, long unit) {
    if (mine == null || !tally.knows(signal, unit)) {
      to.hit(signal, stratum, on, unit);
    }
  }

  /** Returns the observations of this node that the other nodes do not have yet. */
  Observations handOver() {
    Observations out = sending;
    if (out == null) {
      out = mine == null ? fresh(true) : mine;
      mine = fresh(true);
      sending = out;
    }
    return out;
  }

  /** Takes the result of a successful exchange. */
  void take(EvidenceExchange.Merged merged) {
    sending = null;
    tally.take(merged);
  }

  /** Returns the observations of all nodes. */
  Observations tally() {
    return tally;
  }

  /**
   * Returns a signal that hits the on-group more often with enough evidence, or null if there is
   * none or nothing can be judged.
   */
  @Nullable Signal judge() {
    Signal found = null;
    for (Signal signal : signals) {
      if (tally.isEvident(signal, limit()) && found == null) {
        found = signal;
      }
    }
    return tally.isUneven() || isFull() ? null : found;
  }

  /** Returns the evidence at which the guard acts. */
  double limit() {
    return signals.size() / alpha;
  }

  double alpha() {
    return alpha;
  }

  List<Signal> signals() {
    return signals;
  }

  Guard guard() {
    return guard;
  }

  /** Returns the number of percentages that have a group on each side. */
  int groups() {
    return percentages.length;
  }

  boolean isFull() {
    return signals.stream().anyMatch(tally::isFull);
  }
}
