package dev.jackstaff.internal.eval;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.jackstaff.model.Decision;
import dev.jackstaff.model.Flag;
import dev.jackstaff.model.FlagSet;
import dev.jackstaff.model.Reason;
import dev.jackstaff.model.Schedule;
import dev.jackstaff.model.User;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/** The evaluations and assertions that the tests of deciding share. */
final class Deciding {
  static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");

  private Deciding() {}

  /** Asks for one flag in every way there is, and wants one answer. */
  static Decision decide(User user, String name, Flag... flags) {
    CompiledFlags compiled = CompiledFlags.of(FlagSet.of(flags), 1 << 20);
    Decision single = compiled.decide(name, user, NOW);
    for (int visit = 1; visit <= 3; visit++) {
      assertEquals(single, decided(compiled, compiled.decide(user, NOW), name), "visit " + visit);
    }
    Decisions slow = compiled.decide(user, NOW, Map.of());
    assertEquals(single, decided(compiled, slow, name), "with a map of no overrides");
    assertEquals(single, compiled.only(name::equals).decide(name, user, NOW), "alone in its set");
    return single;
  }

  static Decision decided(CompiledFlags flags, Decisions answer, String name) {
    FlagSlot place = answer.table().find(name);
    assertEquals(flags.table().find(name) == null, place == null);
    return place == null ? Decision.notFound(name) : answer.decision(place);
  }

  static void assertDecision(
      boolean on, Reason reason, String source, Double percentage, Decision decision) {
    assertAll(
        () -> assertEquals(on, decision.on(), "on"),
        () -> assertEquals(reason, decision.reason(), "reason"),
        () -> assertEquals(source, decision.sourceText(), "source"),
        () -> assertEquals(percentage, decision.percentage(), "percentage"),
        () -> assertNull(decision.error(), "error"));
  }

  static void assertDecision(boolean on, Reason reason, String source, Decision decision) {
    assertDecision(on, reason, source, null, decision);
  }

  static Schedule since(Duration ago, double percentage) {
    return Schedule.from(NOW.minus(ago), Schedule.Step.after(Duration.ZERO, percentage));
  }

  /** An id that is on, or off, at a percentage of the flag. */
  static String idThatIs(boolean on, String salt, double percentage) {
    int i = 0;
    while (Buckets.bucket(salt, "user:" + i) < percentage != on) {
      i++;
    }
    return "user:" + i;
  }
}
