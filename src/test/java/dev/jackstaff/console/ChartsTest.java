package dev.jackstaff.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jackstaff.guard.GuardState.Point;
import dev.jackstaff.guard.RolloutArm;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ChartsTest {
  private static final Pattern HEIGHT = Pattern.compile("[ML][0-9.]+ ([0-9.]+)");

  private static final Pattern LINE = Pattern.compile("<line class=\"now\"[^>]*>");
  private static final Pattern LINE_HEIGHT = Pattern.compile("y([12])=\"([0-9.]+)\"");

  private static List<Double> heights(double limit, double... evidence) {
    List<Double> heights = new ArrayList<>();
    Matcher matcher = HEIGHT.matcher(evidence(limit, evidence));
    while (matcher.find()) {
      heights.add(Double.valueOf(matcher.group(1)));
    }
    return heights;
  }

  private static String evidence(double limit, double... evidence) {
    List<Point> points = new ArrayList<>();
    RolloutArm nobody = new RolloutArm(0, 0, 0);
    for (double odds : evidence) {
      points.add(new Point(Instant.EPOCH.plusSeconds(points.size()), nobody, nobody, odds));
    }
    return Charts.evidence(points, limit).toString();
  }

  /** Each tenfold evidence is higher by the same, whatever the limit is. */
  @ParameterizedTest
  @ValueSource(doubles = {1, 100, 3_000, 100_000})
  void evidence_aboveTheLimit_isDrawnAsWhatItIs(double limit) {
    List<Double> heights = heights(limit, 1, 10, 100, 1_000, 10_000, 100_000, 1_000_000);
    assertEquals(7, heights.size());
    double step = (heights.get(0) - heights.get(6)) / 6;
    for (int i = 1; i < heights.size(); i++) {
      assertEquals(step, heights.get(i - 1) - heights.get(i), 0.11, heights.toString());
    }
    assertTrue(step > 0 && heights.get(6) >= 0, heights.toString());
  }

  @Test
  void evidenceBeyondAllNumbers_isAtTheTop() {
    assertEquals(List.of(100.0, 0.0), heights(3_000, 0.2, Double.POSITIVE_INFINITY));
  }

  /** The line of the limit is level, and as high as evidence that is equal to the limit. */
  @ParameterizedTest
  @CsvSource({
    "1, 1",
    "100, 1",
    "2_000, 1",
    "2_000, 20_000",
    "2_000, 71_006",
    "20_000, 1e9",
    "100_000, 5",
  })
  void limit_isALineAtTheHeightOfItsEvidence(String limitText, String largest) {
    double limit = Double.parseDouble(limitText.replace("_", ""));
    double most = Double.parseDouble(largest.replace("_", ""));
    String chart = evidence(limit, 1, limit, most);
    Matcher line = LINE.matcher(chart);
    assertTrue(line.find(), chart);
    Matcher ends = LINE_HEIGHT.matcher(line.group());
    List<Double> heights = new ArrayList<>();
    while (ends.find()) {
      heights.add(Double.valueOf(ends.group(2)));
    }
    double expected = heights(limit, 1, limit, most).get(1);
    assertEquals(List.of(expected, expected), heights, chart);
    assertTrue(expected > 0 && (limit == 1) == (expected == 100), chart);
  }
}
