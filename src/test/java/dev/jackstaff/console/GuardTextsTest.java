package dev.jackstaff.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jackstaff.guard.GuardState;
import dev.jackstaff.guard.GuardState.Phase;
import dev.jackstaff.guard.GuardVerdict;
import dev.jackstaff.guard.GuardVerdict.Action;
import dev.jackstaff.guard.RolloutArm;
import dev.jackstaff.guard.Signal;
import dev.jackstaff.guard.Signal.SignalKind;
import dev.jackstaff.model.Flag;
import dev.jackstaff.model.Guard;
import dev.jackstaff.model.Kill;
import dev.jackstaff.model.Schedule;
import dev.jackstaff.model.Schedule.Step;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The sentences about a guard, also in empty and odd states. */
class GuardTextsTest {
  private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");
  private static final RolloutArm NONE = new RolloutArm(0, 0, 0);
  private static final RolloutArm SOME = new RolloutArm(1200, 3, 0);
  private static final Signal PURCHASE = new Signal(SignalKind.FALL, "purchase");

  private static Flag.Builder flag() {
    return Flag.builder("a").percentage(25).guard(Guard.DEFAULT);
  }

  private static Flag.Builder scheduled(Schedule schedule) {
    return Flag.builder("a").schedule(schedule).guard(Guard.DEFAULT);
  }

  private static GuardState state(Phase phase, String note, RolloutArm on, RolloutArm off) {
    return state(phase, note, on, off, null, List.of(Signal.ERRORS));
  }

  private static GuardState state(
      Phase phase,
      String note,
      RolloutArm on,
      RolloutArm off,
      GuardVerdict verdict,
      List<Signal> signals) {
    return new GuardState(
        "a",
        phase,
        note,
        NOW,
        signals,
        on,
        off,
        Map.of(),
        1,
        1000,
        OptionalDouble.empty(),
        OptionalDouble.empty(),
        List.of(),
        verdict);
  }

  private static GuardVerdict verdict(Action action) {
    return new GuardVerdict("a", NOW, Signal.ERRORS, null, null, SOME, SOME, 2e3, 0.001, action);
  }

  private static List<String> waits(Flag flag, GuardState state) {
    return new GuardTexts(flag, state, NOW).waits();
  }

  @Test
  void testWithoutUsers_saysThatNobodyCameYet_andNoShareAndNoBound() {
    GuardState state = state(Phase.WATCHING, "", NONE, NONE);
    assertEquals(
        List.of(
            "No user has checked the flag in this test yet. A halt needs at least 5 users harmed."),
        waits(flag().build(), state));
    assertNull(new GuardTexts(flag().build(), state, NOW).bounds());
    assertEquals("none", GuardTexts.share(NONE, Signal.ERRORS));
  }

  @Test
  void testWithUsers_saysWhatAHaltNeeds() {
    GuardState state = state(Phase.WATCHING, "", SOME, SOME);
    assertEquals(
        List.of("A halt needs at least 5 users harmed, and evidence of 1,000."),
        waits(flag().build(), state));
    assertEquals(
        "It cannot be excluded yet that many more users fail with the flag.",
        new GuardTexts(flag().build(), state, NOW).bounds());
  }

  @Test
  void oneHarmedUser_isNotAPlural() {
    Guard one = Guard.builder().atLeast(1).build();
    assertTrue(
        waits(flag().guard(one).build(), state(Phase.WATCHING, "", SOME, SOME))
            .get(0)
            .contains("at least 1 user harmed"));
  }

  @Test
  void metric_saysWhenItsUsersAreCompared_andWhichDirectionIsHarmful() {
    Guard guard =
        Guard.builder()
            .metric("purchase", Guard.Direction.DOWN)
            .window(Duration.ofSeconds(8))
            .build();
    Flag flag = flag().guard(guard).build();
    GuardState state =
        state(Phase.WATCHING, "", SOME, SOME, null, List.of(Signal.ERRORS, PURCHASE));
    assertEquals(
        "Events \u201cpurchase\u201d of a user count for 8\u00a0s after the user first checked the"
            + " flag; then the user is compared.",
        waits(flag, state).get(1));
    GuardTexts texts = new GuardTexts(flag, state, NOW);
    assertEquals("purchase (fewer is harmful)", texts.title(PURCHASE));
    assertEquals("refund (more is harmful)", texts.title(new Signal(SignalKind.RISE, "refund")));
    assertEquals("users with the event \u201cpurchase\u201d", GuardTexts.caption(PURCHASE));
    assertEquals("users with slow requests", GuardTexts.caption(Signal.SLOW));
  }

  /** Users whose window is open may still buy, so they are in no denominator. */
  @Test
  void metric_isAShareOfTheUsersWhoseWindowHasEnded_alsoForTheNextStep() {
    RolloutArm half = new RolloutArm(288, 6, 0, 151, Map.of("purchase", 137L));
    assertEquals("137 of 151", GuardTexts.count(half, PURCHASE));
    assertEquals("90.7\u00a0%", GuardTexts.share(half, PURCHASE));
    assertEquals("6", GuardTexts.count(half, Signal.ERRORS));
    assertEquals("2.1\u00a0%", GuardTexts.share(half, Signal.ERRORS));
    RolloutArm open = new RolloutArm(288, 6, 0, 0, Map.of());
    assertEquals("none", GuardTexts.share(open, PURCHASE));
    Schedule running = Schedule.from(NOW.minusSeconds(60), Step.days(0, 5), Step.days(1, 50));
    GuardState state = state(Phase.WATCHING, "", half, open, null, List.of(PURCHASE));
    List<String> waits = waits(scheduled(running).build(), state);
    assertTrue(waits.get(waits.size() - 1).contains("(151 and 0 so far)"), waits::toString);
  }

  @Test
  void afterAVerdict_thereIsNoBound() {
    GuardState state =
        state(Phase.ENDED, "", SOME, SOME, verdict(Action.KILLED), List.of(Signal.ERRORS));
    assertNull(new GuardTexts(flag().build(), state, NOW).bounds());
  }

  @Test
  void slowRequests_areNamedWithTheirLimit_ifThereIsOne() {
    GuardState state = state(Phase.WATCHING, "", SOME, SOME);
    Guard fixed = Guard.builder().slow(Duration.ofMillis(800)).build();
    assertEquals(
        "Slow (over 0.8\u00a0s)",
        new GuardTexts(flag().guard(fixed).build(), state, NOW).title(Signal.SLOW));
    Guard auto = Guard.builder().slowAuto().build();
    assertEquals("Slow", new GuardTexts(flag().guard(auto).build(), state, NOW).title(Signal.SLOW));
  }

  @ParameterizedTest
  @EnumSource(Phase.class)
  void phase_thatIsNotSound_saysWhatItMeansForAVerdict(Phase phase) {
    GuardState state = state(phase, "a reason", SOME, SOME);
    GuardTexts texts = new GuardTexts(flag().build(), state, NOW);
    assertTrue(Character.isUpperCase(texts.phase().charAt(0)), texts.phase());
    assertEquals(": a reason", texts.reason());
    String first = texts.waits().get(0);
    assertEquals(phase.isSound(), first.startsWith("A halt needs"), first);
  }

  @Test
  void percentageOf0Or100_isNotJudged_andHasNoBound() {
    GuardState state = state(Phase.NOT_JUDGING, "there is nothing to compare", NONE, NONE);
    for (double percentage : new double[] {0, 100}) {
      Flag flag = flag().percentage(percentage).build();
      assertEquals(
          List.of("Nothing is judged, and a harmful rollout is not stopped."), waits(flag, state));
      assertNull(new GuardTexts(flag, state, NOW).bounds());
    }
  }

  @Test
  void killedFlag_waitsUntilItIsReEnabled_alsoIfAPersonKilledIt() {
    Flag killed = flag().killed(new Kill("ann", NOW, "a feeling")).build();
    GuardState ended = state(Phase.ENDED, "", SOME, SOME);
    assertEquals(
        List.of("The flag is killed. A new test begins when it is re-enabled."),
        waits(killed, ended));
    assertEquals("Ended", new GuardTexts(killed, ended, NOW).phase());
    assertEquals(
        List.of("This test has ended; the next one begins when the flag or its step changes."),
        waits(flag().build(), ended));
  }

  @ParameterizedTest
  @EnumSource(Action.class)
  void verdict_saysWhenTheNextTestBegins(Action action) {
    GuardState state = state(Phase.ENDED, "", SOME, SOME, verdict(action), List.of(Signal.ERRORS));
    GuardTexts texts = new GuardTexts(flag().build(), state, NOW);
    assertEquals("Alarm: " + action.text(), texts.phase());
    assertTrue(texts.reason().startsWith(". 3 of 1,200 users"), texts.reason());
    assertTrue(texts.waits().get(0).startsWith("A new test begins when "), texts::phase);
  }

  @Test
  void schedule_saysWhatItsNextStepWaitsFor() {
    Schedule running = Schedule.from(NOW.minusSeconds(60), Step.days(0, 5), Step.days(1, 50));
    GuardState state = state(Phase.WATCHING, "", SOME, NONE);
    assertEquals(
        "The next step waits for 200 users in each group (1,200 and 0 so far).",
        waits(scheduled(running).build(), state).get(1));
    Guard strict = Guard.builder().tolerance(0.01).build();
    assertEquals(
        "The next step waits for 200 users in each group (1,200 and 0 so far), and until more"
            + " than 1.0\u00a0% additional failing users are excluded.",
        waits(scheduled(running).guard(strict).build(), state).get(1));
    Guard clock = Guard.builder().min(0).build();
    for (Flag silent :
        List.of(
            scheduled(running).guard(clock).build(),
            scheduled(running.held(NOW)).build(),
            scheduled(running.withGranted(2)).build(),
            scheduled(Schedule.from(NOW.minusSeconds(60), Step.days(0, 5))).build())) {
      List<String> waits = waits(silent, state);
      assertTrue(waits.stream().noneMatch(it -> it.contains("next step")), waits::toString);
    }
  }

  @Test
  void audience_isNotComparedWithOthers() {
    Schedule schedule =
        Schedule.from(NOW.minusSeconds(60), Step.days(0, "staff"), Step.days(1, 50));
    GuardState state = state(Phase.NOT_JUDGING, "an audience is no random sample", NONE, NONE);
    assertEquals(
        "The next step waits until users of the audience have checked it and none failed.",
        waits(scheduled(schedule).build(), state).get(1));
    assertEquals(OptionalInt.empty(), schedule.granted());
  }

  @Test
  void guardWithoutAState_saysWhy() {
    Flag killed = flag().killed(new Kill("ann", NOW, null)).build();
    assertTrue(GuardTexts.missing(killed, false).startsWith("No guard runs"));
    assertTrue(GuardTexts.missing(killed, true).contains("A test begins when it is re-enabled"));
    assertFalse(GuardTexts.missing(flag().build(), true).contains("killed"));
  }
}
