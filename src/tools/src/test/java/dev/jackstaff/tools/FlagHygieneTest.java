package dev.jackstaff.tools;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jackstaff.Flags;
import dev.jackstaff.hygiene.FlagReview;
import dev.jackstaff.hygiene.References;
import dev.jackstaff.hygiene.Verdict;
import dev.jackstaff.model.About;
import dev.jackstaff.model.Flag;
import dev.jackstaff.model.FlagSet;
import dev.jackstaff.tools.refs.ReferenceSearch;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class FlagHygieneTest {
  /** The checked class, which asks for one flag. */
  static final class Asks {
    static boolean asks() {
      return Flags.on("hygiene_test_flag");
    }
  }

  @Test
  void check_ofFlagsThatAreAllUsed_saysNothing() throws URISyntaxException {
    FlagSet flags = FlagSet.of(Flag.on("hygiene_test_flag"));
    assertDoesNotThrow(() -> FlagHygiene.check(flags, own()));
  }

  @Test
  void check_saysWhatIsNotDefinedAndWhatIsNotUsed() throws URISyntaxException {
    References found = ReferenceSearch.in(own()).run();
    FlagSet flags = FlagSet.of(Flag.on("other_flag"));
    AssertionError error =
        assertThrows(AssertionError.class, () -> FlagHygiene.check(flags, found));
    assertEquals(
        "other_flag is defined but not used in the code\n"
            + "hygiene_test_flag is checked but not defined:"
            + " dev/jackstaff/tools/FlagHygieneTest.java:29",
        String.valueOf(error.getMessage()).replace("\r\n", "\n"));
  }

  @Test
  void check_ofSourcesAlone_saysThatNobodyCanKnow() {
    FlagSet flags = FlagSet.of(Flag.on("other_flag"));
    AssertionError error =
        assertThrows(
            AssertionError.class,
            () -> FlagHygiene.check(flags, Path.of("src/main/java/dev/jackstaff/tools")));
    String message = String.valueOf(error.getMessage());
    assertTrue(message.startsWith("no compiled classes given for src/main/java/"), message);
    assertFalse(message.contains("other_flag"), message);
  }

  /** The class file of the class that asks. */
  private static Path own() throws URISyntaxException {
    return Path.of(FlagHygieneTest.class.getResource("FlagHygieneTest$Asks.class").toURI());
  }

  @Test
  void check_ofVerdicts_refusesWhatNothingHolds() {
    Instant now = Instant.parse("2026-11-23T12:00:00Z");
    Instant old = now.minus(Duration.ofDays(100));
    Instant expired = now.minus(Duration.ofDays(1));
    About permanent = new About(null, null, List.of(), old, expired, true, Map.of());
    Flag held = Flag.builder("held").about(permanent).build();
    References none = References.of(List.of(), 1, 0);
    FlagReview review = FlagReview.of(FlagSet.of(held, Flag.on("gone"))).references(none).at(now);
    FlagHygiene.check(review, Verdict.EXPIRED);
    AssertionError error =
        assertThrows(AssertionError.class, () -> FlagHygiene.check(review, Verdict.values()));
    assertEquals("gone is defined but not used in the code", error.getMessage());
  }
}
