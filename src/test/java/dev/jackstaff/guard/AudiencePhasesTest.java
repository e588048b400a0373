package dev.jackstaff.guard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jackstaff.Evaluation;
import dev.jackstaff.FeatureFlags;
import dev.jackstaff.model.Condition;
import dev.jackstaff.model.Flag;
import dev.jackstaff.model.FlagSet;
import dev.jackstaff.model.Guard;
import dev.jackstaff.model.Schedule;
import dev.jackstaff.model.Schedule.Step;
import dev.jackstaff.model.User;
import dev.jackstaff.store.MemoryFlagStore;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AudiencePhasesTest {
  private static final Instant START = Instant.parse("2026-11-20T12:00:00Z");

  private Instant now = START;
  private final MemoryFlagStore store =
      MemoryFlagStore.of(
          FlagSet.of(
              List.of(
                  Flag.builder("checkout")
                      .guard(Guard.DEFAULT)
                      .schedule(
                          Schedule.from(
                              START, Step.days(0, "staff"), Step.days(1, 10), Step.days(2, 100)))
                      .build()),
              Map.of("staff", Condition.is("role", "staff"))),
          () -> now);
  private final FeatureFlags features = FeatureFlags.builder(store).clock(() -> now).build();
  private final RolloutGuard guard =
      RolloutGuard.builder(features).interval(Duration.ofDays(1)).attach();

  @AfterEach
  void close() {
    features.close();
  }

  private OptionalInt granted() {
    Flag flag = store.flags().find("checkout").orElseThrow();
    return Objects.requireNonNull(flag.schedule()).granted();
  }

  private void request(String user, boolean staff, boolean fails) {
    User someone = User.of(user).with("role", staff ? "staff" : "guest");
    Evaluation evaluation = features.integration().begin(someone, Map.of());
    assertEquals(staff, evaluation.isOn("checkout"));
    features.integration().finish(evaluation, fails ? 500 : 200, null, Duration.ZERO);
    Traffic.flush(features);
  }

  @Test
  void nextStep_isGranted_onceTheAudienceMetNoFailure() {
    guard.look();
    assertEquals(OptionalInt.of(1), granted());
    now = START.plus(Duration.ofDays(1));
    guard.look();
    assertEquals(OptionalInt.of(1), granted(), "nobody of the audience was there");
    request("ada", true, false);
    request("guest", false, true);
    guard.look();
    assertEquals(OptionalInt.of(2), granted(), "a failure of others does not count");
  }

  @Test
  void nextStep_waits_ifAUserOfTheAudienceMetAFailure() {
    guard.look();
    request("ada", true, true);
    request("ada", true, true);
    request("ben", true, false);
    now = START.plus(Duration.ofDays(1));
    guard.look();
    assertEquals(OptionalInt.of(1), granted());
    String note = guard.state("checkout").orElseThrow().note();
    assertTrue(note.endsWith("nothing is compared: 1 of 2 users failed"), note);
  }
}
