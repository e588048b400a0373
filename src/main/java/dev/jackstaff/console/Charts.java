package dev.jackstaff.console;

import dev.jackstaff.guard.GuardState.Point;
import dev.jackstaff.guard.RolloutArm;
import dev.jackstaff.guard.Signal;
import dev.jackstaff.internal.web.Fragment;
import dev.jackstaff.internal.web.Html;
import dev.jackstaff.model.Schedule;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Draws bars and curves as SVG. Sizes are attributes, since the content security policy allows no
 * inline styles; colours come from the style sheet. The page gives the same information in words,
 * so the drawings are hidden from screen readers.
 */
final class Charts {
  private static final int WIDTH = 1000;
  private static final int HEIGHT = 100;

  /** The margin that keeps the whole width of a line along the edge visible. */
  private static final int MARGIN = 2;

  private Charts() {}

  record PercentBar(String percent) implements Fragment {}

  record BucketBar(String percent, String bucket) implements Fragment {}

  record ComparedBar(String percent, @Nullable RangeLine range) implements Fragment {}

  record RangeLine(String low, String high) implements Fragment {}

  record GridLine(int width, int y) implements Fragment {}

  record RampChart(int width, int height, Html grid, RampPaths paths, String now)
      implements Fragment {}

  record RampPaths(String area, String future, String past) implements Fragment {}

  record EvidenceChart(int width, int height, String path, String limit) implements Fragment {}

  record CurveChart(int top, int width, int height, Html grid, String off, String on)
      implements Fragment {}

  static Html bar(double percent) {
    return new PercentBar(Formats.rounded(percent)).html();
  }

  /** Draws a rollout percentage with a mark at a user's bucket. */
  static Html bucket(double percent, double bucket) {
    return new BucketBar(Formats.rounded(percent), Formats.rounded(bucket)).html();
  }

  /** Draws a bar with a line over a part of the scale, or without one if an end of it is null. */
  static Html compared(double percent, @Nullable Double low, @Nullable Double high) {
    RangeLine range =
        low == null || high == null
            ? null
            : new RangeLine(Formats.rounded(low), Formats.rounded(high));
    return new ComparedBar(Formats.rounded(percent), range).html();
  }

  /**
   * Draws the ramp from its start to some time after its last step, with the current time in it.
   */
  static Html ramp(Schedule schedule, Instant now) {
    Ramp ramp = new Ramp(schedule, now);
    RampPaths paths = new RampPaths(ramp.area(), ramp.line(), ramp.past());
    return new RampChart(WIDTH, HEIGHT, grid(), paths, ramp.x(now)).html();
  }

  /** Draws two curves: the percentages of users with and without the flag that a signal has hit. */
  static Html curves(List<Point> points, Signal signal) {
    return new CurveChart(
            -MARGIN,
            WIDTH,
            HEIGHT + 2 * MARGIN,
            grid(),
            curve(points, signal, Point::off),
            curve(points, signal, Point::on))
        .html();
  }

  /**
   * Draws the evidence on a logarithmic scale from 1 to {@link #topEvidence}, with the limit as a
   * line.
   */
  static Html evidence(List<Point> points, double limit) {
    Instant from = points.get(0).at();
    double millis = Duration.between(from, points.get(points.size() - 1).at()).toMillis();
    double top = topEvidence(points, limit);
    StringBuilder path = new StringBuilder();
    for (Point point : points) {
      double x = Duration.between(from, point.at()).toMillis() / Math.max(1, millis) * WIDTH;
      double y = height(point.evidence(), top);
      path.append(String.format(Locale.ROOT, "%s%.1f %.1f", path.isEmpty() ? "M" : " L", x, y));
    }
    String line = String.format(Locale.ROOT, "%.1f", height(limit, top));
    return new EvidenceChart(WIDTH, HEIGHT, path.toString(), line).html();
  }

  /**
   * Returns the evidence at the top of the drawing: at least ten times the limit, and all evidence
   * up to {@link GuardTexts#MAX_ODDS}.
   */
  static double topEvidence(List<Point> points, double limit) {
    double largest = points.stream().mapToDouble(Point::evidence).max().orElse(1);
    return Math.max(10 * Math.max(1, limit), Math.min(GuardTexts.MAX_ODDS, largest));
  }

  private static double height(double evidence, double top) {
    double shown = Math.max(1, Math.min(top, evidence));
    return HEIGHT * (1 - Math.log(shown) / Math.log(top));
  }

  /** Returns the percentage at the top of the drawing. */
  static double top(List<Point> points, Signal signal) {
    double largest = 0.01;
    for (Point point : points) {
      double both = Math.max(point.on().share(signal), point.off().share(signal));
      largest = Math.max(largest, both);
    }
    return Math.ceil(largest * 100) / 100;
  }

  private static String curve(
      List<Point> points, Signal signal, Function<Point, RolloutArm> group) {
    Instant from = points.get(0).at();
    double millis = Duration.between(from, points.get(points.size() - 1).at()).toMillis();
    double top = top(points, signal);
    StringBuilder path = new StringBuilder();
    for (Point point : points) {
      double x = Duration.between(from, point.at()).toMillis() / Math.max(1, millis) * WIDTH;
      double y = HEIGHT * (1 - group.apply(point).share(signal) / top);
      path.append(String.format(Locale.ROOT, "%s%.1f %.1f", path.isEmpty() ? "M" : " L", x, y));
    }
    return path.toString();
  }

  private static Html grid() {
    List<Integer> lines = List.of(0, HEIGHT / 4, HEIGHT / 2, HEIGHT * 3 / 4, HEIGHT);
    return Html.each(lines, y -> new GridLine(WIDTH, y));
  }

  /** The positions of a schedule's steps in the drawing. */
  private static final class Ramp {
    private final Schedule schedule;
    private final Instant now;
    private final Instant from;
    private final double seconds;

    Ramp(Schedule schedule, Instant now) {
      this.schedule = schedule;
      this.now = now;
      Instant first = earlier(schedule.begins(0), now);
      Instant last = later(schedule.begins(schedule.steps().size() - 1), now);
      Duration margin = Duration.between(first, last).dividedBy(12).plusMinutes(1);
      this.from = first.minus(margin);
      this.seconds = Duration.between(from, last.plus(margin)).toSeconds();
    }

    String x(Instant moment) {
      double position = Duration.between(from, moment).toSeconds() / seconds;
      return number(Math.max(0, Math.min(1, position)) * WIDTH);
    }

    String line() {
      StringBuilder path = new StringBuilder("M0 " + HEIGHT);
      for (int i = 0; i < schedule.steps().size(); i++) {
        step(path, i);
      }
      return path.append(" H").append(WIDTH).toString();
    }

    String area() {
      return line() + " V" + HEIGHT + " Z";
    }

    /**
     * Returns the path of the percentages that have been in force until now; a hold keeps it level.
     */
    String past() {
      StringBuilder path = new StringBuilder("M0 " + HEIGHT);
      int reached = schedule.reached(now);
      for (int i = 0; i < reached; i++) {
        step(path, i);
      }
      return path.append(" H").append(x(now)).toString();
    }

    private void step(StringBuilder path, int step) {
      path.append(" H").append(x(schedule.begins(step)));
      path.append(" V").append(number(HEIGHT - schedule.percentage(step + 1)));
    }

    private static String number(double value) {
      return String.format(Locale.ROOT, "%.2f", value);
    }

    private static Instant earlier(Instant a, Instant b) {
      return a.isBefore(b) ? a : b;
    }

    private static Instant later(Instant a, Instant b) {
      return a.isAfter(b) ? a : b;
    }
  }
}
