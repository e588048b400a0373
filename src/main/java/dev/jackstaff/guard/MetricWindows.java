package dev.jackstaff.guard;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The units whose window for business metrics is open, in the order of their exposures. A unit may
 * be exposed on one node and do something on another one, which learns of the exposure with the
 * next exchange; so the actions of units that are not known are kept for a while. Not thread-safe.
 */
final class MetricWindows {
  /** The number of open windows above which further units are not counted. */
  static final int MAX_OPEN = 1 << 18;

  /** The number of units that are not known above which further ones' actions are not kept. */
  static final int MAX_EARLY = 1 << 16;

  /** The time for which an action waits for its unit's exposure. */
  static final Duration EARLY_RETENTION = Duration.ofMinutes(1);

  private final long window;
  private final Map<Long, Window> open = new LinkedHashMap<>();

  /** The actions of units without a window, the oldest units first. */
  private final Map<Long, List<UnitAction>> early = new LinkedHashMap<>();

  private record UnitAction(int metric, long at) {}

  /** Creates an empty set of windows of so many nanoseconds. */
  MetricWindows(long window) {
    this.window = window;
  }

  /** The window of a unit. */
  static final class Window {
    private final TestEvent exposure;
    private final long address;
    private int done;

    Window(TestEvent exposure, long address) {
      this.exposure = exposure;
      this.address = address;
    }

    TestEvent exposure() {
      return exposure;
    }

    /** Returns the hash of the client's address at the exposure, or 0 if it is not known. */
    long address() {
      return address;
    }
  }

  /** Receives what a unit has done in its window, when the window is over. */
  interface MetricTaker {
    /** Receives a metric of a unit. */
    void metric(Window window, int metric);
  }

  /**
   * Opens the window of a unit, unless it has had one.
   *
   * @param address the hash of the client's address, or 0 if it is not known
   */
  void open(TestEvent exposure, long address) {
    if (open.size() < MAX_OPEN) {
      open.putIfAbsent(exposure.unit(), new Window(exposure, address));
      List<UnitAction> before = early.remove(exposure.unit());
      if (before != null) {
        before.forEach(action -> record(exposure.unit(), action.metric(), action.at()));
      }
    }
  }

  /** Records that a unit has done something. */
  void record(long unit, int metric, long at) {
    Window known = open.get(unit);
    if (known == null && (early.size() < MAX_EARLY || early.containsKey(unit))) {
      List<UnitAction> actions = early.computeIfAbsent(unit, any -> new ArrayList<>(1));
      actions.removeIf(action -> action.metric() == metric);
      actions.add(new UnitAction(metric, at));
    } else if (known != null && at >= known.exposure.at() && at - known.exposure.at() <= window) {
      known.done |= 1 << metric;
    }
  }

  /** Returns the end of the window of an exposure. */
  long end(TestEvent exposure) {
    return exposure.at() + window;
  }

  /** Closes the windows that are over. */
  void close(long now, MetricTaker taker) {
    forget(now - EARLY_RETENTION.toNanos());
    Iterator<Window> oldest = open.values().iterator();
    while (oldest.hasNext()) {
      Window next = oldest.next();
      if (now - next.exposure.at() < window) {
        return;
      }
      oldest.remove();
      for (int left = next.done; left != 0; left &= left - 1) {
        taker.metric(next, Integer.numberOfTrailingZeros(left));
      }
    }
  }

  /** Forgets the actions before a time whose units are not known. */
  private void forget(long before) {
    Iterator<List<UnitAction>> oldest = early.values().iterator();
    while (oldest.hasNext() && oldest.next().get(0).at() < before) {
      oldest.remove();
    }
  }
}
