package dev.jackstaff.guard;

import dev.jackstaff.guard.TestEvent.EventKind;
import dev.jackstaff.model.Guard;
import org.jspecify.annotations.Nullable;

/**
 * The evidence for one signal in one comparison: from the units that are hit for the first time and
 * from those that return; for failures from all units as well; for durations without a limit from
 * the grid of limits. Not thread-safe.
 */
final class SignalEvidence {
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
    this.wagers = new Wagers(comparison, signal.down(), guard.atLeast(), guard.patience());
    this.all = signal.index() == TestSignal.ERRORS ? all : null;
    this.latencies =
        signal.index() == TestSignal.SLOW && guard.isSlowAuto()
            ? new LatencyBets(comparison, guard.atLeast())
            : null;
  }

  TestSignal signal() {
    return signal;
  }

  ArmComparison comparison() {
    return comparison;
  }

  void take(TestEvent event) {
    if (latencies != null) {
      if (event.kind() == EventKind.FIRST) {
        latencies.first(event);
      }
    } else if (event.detail() == signal.index()) {
      if (event.kind() == EventKind.HIT) {
        wagers.hit(event);
      } else if (event.kind() == EventKind.RECOVERED) {
        wagers.recovered(event);
      }
    }
  }

  /** Returns the largest evidence so far; 0 while too few units are hit. */
  double peak() {
    double peak =
        latencies != null
            ? latencies.peak()
            : union(wagers.peak(), wagers.returns().peak(), all == null ? 0 : all.peak());
    return Math.min(peak, Double.MAX_VALUE);
  }

  /** Returns the evidence now. */
  double evidence() {
    double now =
        latencies != null
            ? latencies.evidence()
            : union(
                wagers.evidence(), wagers.returns().evidence(), all == null ? 0 : all.evidence());
    // JSON has no infinity.
    return Math.min(now, Double.MAX_VALUE);
  }

  /**
   * Returns the evidence now if the groups had other shares, as far as it can be computed; 0 if it
   * is below a value. The bets on all units are left out, since their odds contain the shares;
   * those on returning units contain none.
   *
   * @param shares for each stratum the share of the group in which an excess is harmful
   */
  double evidence(double[] shares, double least) {
    double now =
        latencies != null
            ? latencies.evidence(shares)
            : union(wagers.firsts().evidence(shares, least), wagers.returns().peak(), 0);
    return Math.min(now, Double.MAX_VALUE);
  }

  /**
   * Returns the largest of the kinds of evidence times their parts of the probability of a false
   * alarm: first hits have a half, and returning units and all units share the other half. A metric
   * is taken once for each unit, so there all is for first hits.
   */
  private double union(double firsts, double returning, double units) {
    if (signal.index() >= TestSignal.FIRST_METRIC) {
      return firsts;
    }
    double others = all == null ? returning / 2 : Math.max(returning, units) / 4;
    return Math.max(firsts / 2, others);
  }

  /** Returns the number of units hit on a side. */
  long units(int side) {
    return latencies != null ? latencies.units(side) : wagers.units(side);
  }

  Wagers wagers() {
    return wagers;
  }
}
