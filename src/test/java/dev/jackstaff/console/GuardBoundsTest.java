package dev.jackstaff.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jackstaff.guard.GuardState.Point;
import dev.jackstaff.guard.RolloutArm;
import java.time.Instant;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class GuardBoundsTest {
  @Test
  void bounds_areSaidInWords() {
    assertEquals(
        "With 95\u00a0% certainty, users with the flag are at most 3.1 times as likely to fail as the"
            + " others, and at most 1.2\u00a0% of its users fail because of the flag.",
        GuardTexts.bounds(OptionalDouble.of(3.14), OptionalDouble.of(0.012)));
    assertNull(GuardTexts.bounds(OptionalDouble.empty(), OptionalDouble.empty()));
  }

  /** Evidence of 1 is at the bottom, and each factor of ten has the same height. */
  @Test
  void evidence_isDrawnOnALogarithmicScale() {
    RolloutArm none = new RolloutArm(0, 0, 0);
    List<Point> points =
        List.of(
            new Point(Instant.EPOCH, none, none, 1),
            new Point(Instant.EPOCH.plusSeconds(1), none, none, 100),
            new Point(Instant.EPOCH.plusSeconds(2), none, none, 1e9));
    String html = Charts.evidence(points, 1000).toString();
    assertTrue(html.contains("d=\"M0.0 100.0 L500.0 50.0 L1000.0 0.0\""), html);
    assertTrue(html.contains("y1=\"25.0\" y2=\"25.0\""), html);
  }
}
