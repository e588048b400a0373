package dev.jackstaff.internal.eval;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jackstaff.model.Condition;
import dev.jackstaff.model.Decision;
import dev.jackstaff.model.Flag;
import dev.jackstaff.model.FlagSet;
import dev.jackstaff.model.Reason;
import dev.jackstaff.model.Schedule;
import dev.jackstaff.model.Schedule.Step;
import dev.jackstaff.model.User;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class AudiencesTest {
  private static final Instant START = Instant.parse("2026-11-20T00:00:00Z");
  private static final User STAFF = User.of("ada").with("role", "staff");
  private static final User BETA = User.of("ben").with("beta", true);

  private static final FlagSet SET =
      FlagSet.of(
          List.of(
              Flag.builder("a")
                  .schedule(
                      Schedule.from(
                          START,
                          Step.days(0, "staff"),
                          Step.days(1, "beta"),
                          Step.days(3, 10),
                          Step.days(7, 100)))
                  .build()),
          Map.of("staff", Condition.is("role", "staff"), "beta", Condition.is("beta", true)));

  private static Decision on(int day, User user) {
    return CompiledFlags.of(SET, 0).decide("a", user, START.plus(Duration.ofDays(day)));
  }

  @Test
  void audience_isOn_fromItsStepOn() {
    assertEquals(false, on(-1, STAFF).on());
    assertEquals(List.of(true, false), List.of(on(0, STAFF).on(), on(0, BETA).on()));
    for (int day = 1; day < 10; day++) {
      assertTrue(on(day, STAFF).on() && on(day, BETA).on(), "day " + day);
    }
  }

  @Test
  void audience_isNamedByTheDecision_andNeedsNoId() {
    User nameless = User.anonymous().with("role", "staff");
    Decision decision = on(4, nameless);
    assertTrue(decision.on());
    assertEquals(Reason.TARGETING_MATCH, decision.reason());
    assertEquals("schedule", decision.sourceText());
    assertEquals(null, decision.percentage(), "no bucket decided");
    assertEquals(10.0, on(4, User.of("x")).percentage());
    assertEquals(Reason.DEFAULT, on(4, User.anonymous()).reason());
  }

  /** "Raising a percentage keeps everyone who was on"; so does a new audience. */
  @Test
  void users_whoWereOn_stayOn() {
    Set<User> before = new HashSet<>();
    for (int day = 0; day < 9; day++) {
      for (int i = 0; i < 500; i++) {
        User user = User.of("user:" + i).with("beta", i % 7 == 0);
        if (on(day, user).on()) {
          before.add(user);
        } else {
          assertTrue(!before.contains(user), user + " lost the flag on day " + day);
        }
      }
    }
    assertEquals(500, before.size());
  }
}
