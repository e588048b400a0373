package dev.jackstaff.internal.eval;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jackstaff.model.Condition;
import dev.jackstaff.model.Flag;
import dev.jackstaff.model.FlagSet;
import dev.jackstaff.model.Rule;
import dev.jackstaff.model.Schedule;
import dev.jackstaff.model.User;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class EvaluationInputsTest {
  private static final Instant START = Instant.parse("2026-11-23T12:00:00Z");

  private static final FlagSet SET =
      FlagSet.of(
          Flag.builder("german")
              .rules(List.of(Rule.enabled(Condition.is("country", "DE"), true)))
              .build(),
          Flag.builder("berlin")
              .rules(List.of(Rule.enabled(Condition.is("address.city", "B"), true)))
              .build(),
          Flag.builder("by_company").bucketBy("company").percentage(50).build(),
          Flag.builder("ramp")
              .schedule(
                  Schedule.from(
                      START,
                      Schedule.Step.after(Duration.ZERO, 10),
                      Schedule.Step.after(Duration.ofHours(1), 100)))
              .build());

  private final CompiledFlags flags = CompiledFlags.of(SET, 1 << 20);

  private Decisions decide(User user, Instant now) {
    return flags.decide(user, now);
  }

  private static User user() {
    return User.of("anna").with("country", "DE").with("roles", List.of("a", "b"));
  }

  @Test
  void sameAttributes_betweenTheSameSteps_giveTheSameAnswer() {
    Decisions first = decide(user(), START);
    assertSame(first, decide(user(), START.plusSeconds(3599)));
    assertSame(first, decide(user().with("color", "red"), START), "no rule looks at the color");
  }

  @Test
  void step_reachedOrTakenBack_isDecidedAnew() {
    User user = User.of(Deciding.idThatIs(false, "ramp", 10));
    FlagSlot ramp = flags.table().find("ramp");
    for (Instant now : List.of(START, START.plusSeconds(3600), START, START.plusSeconds(7200))) {
      boolean reached = !now.isBefore(START.plusSeconds(3600));
      assertEquals(reached, decide(user, now).decision(ramp).on(), now.toString());
    }
  }

  @Test
  void attribute_thatARuleLooksAt_isComparedByValue() {
    FlagSlot german = flags.table().find("german");
    for (String country : List.of("DE", "FR", "DE", "SE", new String("DE"))) {
      Decisions answer = decide(user().with("country", country), START);
      assertEquals(country.equals("DE"), answer.decision(german).on(), country);
    }
    User berliner = user().with("address", Map.of("city", "B"));
    assertTrue(decide(berliner, START).decision(flags.table().find("berlin")).on());
    assertFalse(decide(user(), START).decision(flags.table().find("berlin")).on());
  }

  @Test
  void anonymousUsers_withDifferentAttributes_doNotShareAnAnswer() {
    User german = User.anonymous().with("country", "DE");
    User french = User.anonymous().with("country", "FR");
    for (int visit = 0; visit < 3; visit++) {
      assertTrue(decide(german, START).decision(flags.table().find("german")).on());
      assertFalse(decide(french, START).decision(flags.table().find("german")).on());
    }
  }

  static List<Object> large() {
    return List.of(
        "x".repeat(2000),
        new BigDecimal("1e999999999"),
        Map.of("city", "x".repeat(1100)),
        Arrays.asList(new Object[1000]),
        List.of(List.of("x".repeat(1100))));
  }

  @ParameterizedTest
  @MethodSource("large")
  void attributes_thatAreLarge_areNotKept(Object value) {
    EvaluationInputs inputs =
        new EvaluationInputs(List.of("country"), List.of(AttributePath.named("address")), SET);
    assertNull(inputs.of(user().with("address", value)));
    assertTrue(EvaluationInputs.bytes(inputs.of(user())) < 1000);
  }
}
