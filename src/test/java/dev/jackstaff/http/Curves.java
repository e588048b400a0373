package dev.jackstaff.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.microsoft.playwright.Page;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The two curves of a guard as a browser has them: in each, height over the bottom, from 0 to 1.
 */
record Curves(List<Point> on, List<Point> off) {
  /** From 0, the left, to 1. */
  record Point(double x, double height) {}

  static Curves of(Page page) {
    return new Curves(points(page, "path.curve-on"), points(page, "path.curve-off"));
  }

  private static List<Point> points(Page page, String path) {
    @Nullable String drawn =
        page.locator("#guard svg.curves " + path).count() == 0
            ? null
            : page.locator("#guard svg.curves " + path).getAttribute("d");
    List<Point> points = new ArrayList<>();
    for (String pair : drawn == null ? new String[0] : drawn.substring(1).split(" L")) {
      String[] xy = pair.split(" ");
      assertEquals(2, xy.length, drawn);
      points.add(new Point(Double.parseDouble(xy[0]) / 1000, 1 - Double.parseDouble(xy[1]) / 100));
    }
    return points;
  }

  boolean isEmpty() {
    return on.isEmpty() || off.isEmpty();
  }

  /** How far apart they are in the end; over 0 if that with the flag is above. */
  double parted() {
    return last(on).height() - last(off).height();
  }

  static Point last(List<Point> points) {
    return points.get(points.size() - 1);
  }
}
