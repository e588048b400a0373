package dev.jackstaff.guard;

import dev.jackstaff.guard.TestEvent.EventKind;
import dev.jackstaff.model.Guard;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The evidence for one signal in one comparison: from the list of hit units; for failures from all
 * units as well, each with half of the probability of a false alarm; for durations without a limit
 * from the grid of limits. Not thread-safe.
 */
final class SignalEvidence {
  private static final int PATIENCES_TO_PAUSE = 6;

  private final TestSignal signal;
  private final ArmComparison comparison;
  private final Wagers wagers;
  private final @Nullable AllUnits all;
  private final @Nullable LatencyBets latencies;

  /**
   * Creates one without units.
   *
   * @param all the evidence from all units in the same comparison, which the caller feeds
   */
  SignalEvidence(TestSignal signal, ArmComparison comparison, Guard guard, AllUnits all) {
    this.signal = signal;
    this.comparison = comparison;
    this.wagers = new Wagers(comparison, signal.down(), guard.atLeast(), pause(guard));
    this.all = signal.index() == TestSignal.ERRORS ? all : null;
    this.latencies =
        signal.index() == TestSignal.SLOW && guard.isSlowAuto()
            ? new LatencyBets(comparison, guard.atLeast())
            : null;
  }

  /**
   * Returns the time after a unit's failure in which further ones are ignored. It is some times as
   * long as a request can last, so that it hardly matters how long the failing one has lasted.
   */
  static Duration pause(Guard guard) {
    return guard.patience().multipliedBy(PATIENCES_TO_PAUSE);
  }

  TestSignal signal() {
    return signal;
  }

  ArmComparison comparison() {
    return comparison;
  }

  void take(TestEvent event) {
    if (latencies == null && event.kind() == EventKind.HIT && event.detail() == signal.index()) {
      wagers.hit(event);
    } else if (latencies != null && event.kind() == EventKind.FIRST) {
      latencies.first(event);
    }
  }

  /** Returns the largest evidence so far; 0 while too few units are hit. */
  double peak() {
    if (latencies != null) {
      return latencies.peak();
    }
    return all == null ? wagers.peak() : Math.max(wagers.peak(), all.peak()) / 2;
  }

  /** Returns the evidence now. */
  double evidence() {
    double now = latencies != null ? latencies.evidence() : wagers.evidence();
    now = all == null ? now : Math.max(now, all.evidence()) / 2;
    // JSON has no infinity.
    return Math.min(now, Double.MAX_VALUE);
  }

  /** Returns the number of units hit on a side. */
  long units(int side) {
    return latencies != null ? latencies.units(side) : wagers.units(side);
  }

  Wagers wagers() {
    return wagers;
  }
}
