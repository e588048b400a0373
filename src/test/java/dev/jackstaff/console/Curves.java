package dev.jackstaff.console;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * The two curves of a guard's first signal as a browser has them: in each, height over the bottom,
 * from 0 to 1.
 */
record Curves(List<Point> on, List<Point> off) {
  private static final Pattern POINT = Pattern.compile("([0-9.]+) ([0-9.]+)");

  /** From 0, the left, to 1. */
  record Point(double x, double height) {}

  static Curves of(Page page) {
    return new Curves(points(page, "path.curve-on"), points(page, "path.curve-off"));
  }

  /**
   * Reads the points of a path that {@link Charts} draws: {@code M0.0 100.0 L8.3 97.5}, 1000 wide,
   * 100 high.
   */
  private static List<Point> points(Page page, String path) {
    Locator drawn = page.locator("#guard svg.curves " + path);
    String line = drawn.count() == 0 ? "" : drawn.first().getAttribute("d");
    assertTrue(line.matches("|M" + POINT + "( L" + POINT + ")*"), line);
    List<Point> points = new ArrayList<>();
    POINT.matcher(line).results().forEach(found -> points.add(point(found)));
    return points;
  }

  private static Point point(MatchResult found) {
    double x = Double.parseDouble(found.group(1));
    double y = Double.parseDouble(found.group(2));
    return new Point(x / 1000, 1 - y / 100);
  }

  boolean isEmpty() {
    return on.isEmpty() || off.isEmpty();
  }

  /** Returns the distance of the two ends; over 0 if the curve with the flag is above. */
  double parted() {
    return last(on).height() - last(off).height();
  }

  static Point last(List<Point> points) {
    return points.get(points.size() - 1);
  }
}
