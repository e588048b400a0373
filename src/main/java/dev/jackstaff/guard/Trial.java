package dev.jackstaff.guard;

import dev.jackstaff.model.Guard;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One test of one flag: it begins with a percentage, a step or a lifted kill, and ends with the
 * next, or with a verdict. The probability of a false alarm is divided among the signals. Not
 * thread-safe.
 *
 * <p>A node that shares its evidence judges only what all have seen, so that all judge the same;
 * what it has seen since the last exchange waits in a tally of its own.
 */
final class Trial {
  private final Guard guard;
  private final double[] percentages;
  private final double alpha;
  private final List<Signal> signals = new ArrayList<>();
  private final Tally tally;
  private @Nullable Tally mine;

  /** What is on its way to the others; it stays until it has come there. */
  private @Nullable Tally sending;

  /**
   * A new one.
   *
   * @param guard what counts
   * @param percentages those that may decide, each over 0 and under 100
   * @param alpha the probability of a false alarm
   * @param shared whether other nodes see the same flag
   */
  Trial(Guard guard, double[] percentages, double alpha, boolean shared) {
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

  private Tally fresh(boolean remembers) {
    double[] shares = new double[percentages.length];
    for (int i = 0; i < shares.length; i++) {
      shares[i] = percentages[i] / 100;
    }
    return new Tally(shares, remembers);
  }

  /** The index of a percentage, or -1 for one that does not belong here. */
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
   * @param nanos how long it took
   */
  void count(int stratum, boolean on, long unit, boolean failed, long nanos) {
    Tally to = mine == null ? tally : mine;
    to.see(stratum, on, unit);
    if (failed && guard.errors()) {
      hit(to, Signal.ERRORS, stratum, on, unit);
    }
    if (guard.slow() != null && nanos > guard.slow().toNanos()) {
      hit(to, Signal.SLOW, stratum, on, unit);
    }
  }

  private void hit(Tally to, Signal signal, int stratum, boolean on, long unit) {
    if (mine == null || !tally.knows(signal, unit)) {
      to.hit(signal, stratum, on, unit);
    }
  }

  /** What this node has seen and the others do not know yet. */
  Tally handOver() {
    Tally out = sending;
    if (out == null) {
      out = mine == null ? fresh(true) : mine;
      mine = fresh(true);
      sending = out;
    }
    return out;
  }

  /** What was handed over has come there, and this has come back. */
  void take(Sharing.Merged merged) {
    sending = null;
    tally.take(merged);
  }

  /** What all nodes have seen. */
  Tally tally() {
    return tally;
  }

  /** The signal that hits the on-group more, if that is sure; null also while nothing is judged. */
  @Nullable Signal judge() {
    Signal found = null;
    for (Signal signal : signals) {
      if (tally.isEvident(signal, limit()) && found == null) {
        found = signal;
      }
    }
    return tally.isUneven() || isFull() ? null : found;
  }

  /** How much evidence is enough. */
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

  /** How many percentages there are with a group to each side. */
  int groups() {
    return percentages.length;
  }

  boolean isFull() {
    return signals.stream().anyMatch(tally::isFull);
  }
}
