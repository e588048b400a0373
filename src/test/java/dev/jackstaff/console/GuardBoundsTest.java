package dev.jackstaff.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

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
}
