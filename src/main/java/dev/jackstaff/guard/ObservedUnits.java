package dev.jackstaff.guard;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * The units whose window for tracked events has ended. Only of them is it known whether they did
 * something in their window, so a metric is a share of them and not of all units exposed. Not
 * thread-safe.
 */
final class ObservedUnits {
  private final List<ArmComparison> comparisons;
  private final long window;
  private final PriorityQueue<TestEvent> open =
      new PriorityQueue<>(Comparator.comparingLong(TestEvent::at));

  /** The units whose window has ended, by comparison and side. */
  private final List<UnitSketch[]> ended = new ArrayList<>();

  /**
   * Creates one without units.
   *
   * @param window the length of a window, in nanoseconds
   */
  ObservedUnits(List<ArmComparison> comparisons, long window) {
    this.comparisons = comparisons;
    this.window = window;
    comparisons.forEach(any -> ended.add(new UnitSketch[] {new UnitSketch(), new UnitSketch()}));
  }

  /** Takes the exposure of a unit, unless as many windows are open as {@link MetricWindows} has. */
  void exposed(TestEvent event) {
    if (open.size() < MetricWindows.MAX_OPEN) {
      open.add(event);
    }
  }

  /** Closes the windows that end at a time or before it. */
  void close(long until) {
    for (TestEvent next = open.peek();
        next != null && next.at() + window <= until;
        next = open.peek()) {
      open.remove();
      for (int i = 0; i < comparisons.size(); i++) {
        int side = comparisons.get(i).side(next);
        if (side != ArmComparison.NEITHER) {
          ended.get(i)[side].add(next.unit());
        }
      }
    }
  }

  /** Returns the number of units of a side of a comparison; exact up to about 2,000. */
  long units(int comparison, int side) {
    return ended.get(comparison)[side].count();
  }
}
