package dev.jackstaff.guard;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The units whose window for business metrics is open, in the order of their exposures. Not
 * thread-safe.
 */
final class MetricWindows {
  /** The number of open windows above which further units are not counted. */
  static final int MAX_OPEN = 1 << 18;

  private final long window;
  private final Map<Long, Window> open = new LinkedHashMap<>();

  /** Creates an empty set of windows of so many nanoseconds. */
  MetricWindows(long window) {
    this.window = window;
  }

  private static final class Window {
    private final TestEvent exposure;
    private int done;

    Window(TestEvent exposure) {
      this.exposure = exposure;
    }
  }

  /** Receives what a unit has done in its window, when the window is over. */
  interface MetricTaker {
    /** Receives a metric of a unit, with the end of its window. */
    void did(TestEvent exposure, long at, int metric);
  }

  /** Opens the window of a unit, unless it has had one. */
  void open(TestEvent exposure) {
    if (open.size() < MAX_OPEN) {
      open.putIfAbsent(exposure.unit(), new Window(exposure));
    }
  }

  /** Records that a unit has done something. */
  void did(long unit, int metric, long at) {
    Window known = open.get(unit);
    if (known != null && at >= known.exposure.at() && at - known.exposure.at() <= window) {
      known.done |= 1 << metric;
    }
  }

  /** Closes the windows that are over. */
  void close(long now, MetricTaker taker) {
    Iterator<Window> oldest = open.values().iterator();
    while (oldest.hasNext()) {
      Window next = oldest.next();
      if (now - next.exposure.at() < window) {
        return;
      }
      oldest.remove();
      for (int left = next.done; left != 0; left &= left - 1) {
        int metric = Integer.numberOfTrailingZeros(left);
        taker.did(next.exposure, next.exposure.at() + window, metric);
      }
    }
  }
}
