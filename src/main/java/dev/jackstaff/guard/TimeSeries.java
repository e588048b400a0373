package dev.jackstaff.guard;

import dev.jackstaff.guard.GuardState.Point;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * The groups over time, in a limited number of points: when there are too many, every other point
 * is removed.
 */
final class TimeSeries {
  private static final int MAX_POINTS = 120;

  private final List<Point> points = new ArrayList<>();
  private Duration apart = Duration.ZERO;

  void add(Point point) {
    if (points.size() > 1 && tooSoon(point.at())) {
      points.set(points.size() - 1, point);
      return;
    }
    points.add(point);
    if (points.size() > MAX_POINTS) {
      thin();
    }
  }

  /**
   * Returns whether the last point should be replaced, because it is not yet far enough from the
   * one before it.
   */
  private boolean tooSoon(Instant at) {
    Instant before = points.get(points.size() - 2).at();
    Instant last = points.get(points.size() - 1).at();
    return Duration.between(before, last).compareTo(apart) < 0 || last.equals(at);
  }

  private void thin() {
    apart = Duration.between(points.get(0).at(), points.get(2).at());
    List<Point> kept = new ArrayList<>();
    for (int i = 0; i < points.size(); i += 2) {
      kept.add(points.get(i));
    }
    points.clear();
    points.addAll(kept);
  }

  List<Point> points() {
    return List.copyOf(points);
  }
}
