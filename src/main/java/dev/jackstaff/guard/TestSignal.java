package dev.jackstaff.guard;

import dev.jackstaff.model.Guard;
import dev.jackstaff.model.Guard.Direction;
import java.util.ArrayList;
import java.util.List;

/**
 * A kind of outcome that a test compares between two groups. The indexes are the same on all nodes
 * and do not depend on which kinds a guard counts.
 *
 * @param index 0 for failed requests, 1 for slow requests, 2 and more for the guard's metrics in
 *     the order of their names
 * @param name {@code errors}, {@code slow} or the name of the metric
 * @param down whether fewer units are harmful, which only a metric may say
 */
record TestSignal(int index, String name, boolean down) {
  /** The index of failed requests. */
  static final int ERRORS = 0;

  /** The index of slow requests. */
  static final int SLOW = 1;

  /** The index of the first metric. */
  static final int FIRST_METRIC = 2;

  /** Returns what a guard counts, in the order of the indexes. */
  static List<TestSignal> of(Guard guard) {
    List<TestSignal> signals = new ArrayList<>();
    if (guard.errors()) {
      signals.add(new TestSignal(ERRORS, "errors", false));
    }
    if (guard.slow() != null || guard.isSlowAuto()) {
      signals.add(new TestSignal(SLOW, "slow", false));
    }
    int index = FIRST_METRIC;
    for (var metric : guard.metrics().entrySet()) {
      signals.add(new TestSignal(index++, metric.getKey(), metric.getValue() == Direction.DOWN));
    }
    return List.copyOf(signals);
  }

  boolean isMetric() {
    return index >= FIRST_METRIC;
  }
}
