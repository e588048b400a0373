package dev.jackstaff.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.jackstaff.model.Schedule.Step;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.Period;
import java.time.ZoneId;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

@DisplayName("SEMANTICS, schedule")
final class ScheduleTest {
  private static final ZoneId UTC = ZoneId.of("UTC");
  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

  /** The document's own example. */
  private static final Schedule RAMP =
      Schedule.from(
          LocalDate.parse("2026-11-20"),
          UTC,
          Step.days(0, 1),
          Step.days(3, 5),
          Step.days(7, 25),
          Step.days(14, 50),
          Step.days(21, 100));

  private static void assertStep(Schedule schedule, String begins, double before, double after) {
    Instant instant = Instant.parse(begins);
    assertEquals(before, schedule.percentage(instant.minusNanos(1)), "just before " + begins);
    assertEquals(after, schedule.percentage(instant), "at " + begins);
    assertEquals(after, schedule.percentage(instant.plusNanos(1)), "just after " + begins);
  }

  @Test
  void audiences_accumulate_andLeaveThePercentage() {
    Schedule plan =
        Schedule.from(
            LocalDate.parse("2026-11-20"),
            UTC,
            Step.days(0, "staff"),
            Step.days(1, 10),
            Step.after(Duration.ofHours(30), "beta"),
            Step.days(3, "staff"),
            Step.days(7, 100));
    assertEquals(List.of(), plan.audiences(0));
    assertEquals(List.of("staff"), plan.audiences(2));
    assertEquals(List.of("staff", "beta"), plan.audiences(5));
    assertEquals(
        List.of(0.0, 0.0, 10.0, 10.0, 10.0, 100.0),
        IntStream.rangeClosed(0, 5).mapToObj(plan::percentage).toList());
    assertRefused(
        "a step has a percentage or a segment, not both", () -> new Step(Period.ZERO, 10, "staff"));
  }

  @Test
  void schedule_withAPlan_keepsItsNameThroughHoldAndGrant() {
    Schedule plan = Schedule.planned(LocalDate.parse("2026-11-20"), UTC, "careful");
    assertEquals(0, plan.percentage(Instant.MAX), "not resolved");
    Instant later = Instant.parse("2026-11-21T00:00:00Z");
    assertEquals("careful", plan.held(later).resumed(later).withGranted(2).plan());
    assertEquals(plan, plan.withoutPlan(), "it has no steps of its own");
    assertRefused(
        "a schedule has at least one step",
        () -> new Schedule(later, UTC, List.of(), null, OptionalInt.empty()));
  }

  /** "Before the first step: 0." */
  @Test
  void schedule_beforeItsFirstStep_isZero() {
    assertEquals(0, RAMP.percentage(Instant.MIN));
    assertEquals(0, RAMP.reached(Instant.parse("2026-11-19T23:59:59.999999999Z")));
    Schedule late = Schedule.from(LocalDate.parse("2026-11-20"), UTC, Step.days(2, 10));
    assertStep(late, "2026-11-22T00:00:00Z", 0, 10);
  }

  /** "a date starts at 00:00", a step is reached at its very instant. */
  @Test
  void schedule_atEachBoundary_stepsExactly() {
    assertStep(RAMP, "2026-11-20T00:00:00Z", 0, 1);
    assertStep(RAMP, "2026-11-23T00:00:00Z", 1, 5);
    assertStep(RAMP, "2026-11-27T00:00:00Z", 5, 25);
    assertStep(RAMP, "2026-12-04T00:00:00Z", 25, 50);
    assertStep(RAMP, "2026-12-11T00:00:00Z", 50, 100);
    assertEquals(100, RAMP.percentage(Instant.MAX));
  }

  /** A day begins late only if the clocks skip its first hour. */
  @Test
  void days_fromADayThatBeginsLate_beginAtMidnight() {
    for (String zone : List.of("America/Sao_Paulo", "Africa/Cairo", "Asia/Beirut", "Cuba")) {
      ZoneId id = ZoneId.of(zone);
      for (LocalDate day = LocalDate.of(2016, 1, 1); day.getYear() < 2028; day = day.plusDays(1)) {
        Schedule schedule = Schedule.from(day, id, Step.days(0, 1), Step.days(1, 2));
        assertEquals(day.atStartOfDay(id).toInstant(), schedule.begins(0), zone);
        assertEquals(day.plusDays(1).atStartOfDay(id).toInstant(), schedule.begins(1), zone);
      }
    }
    Schedule ramp =
        Schedule.from(LocalDate.of(2018, 11, 4), ZoneId.of("America/Sao_Paulo"), Step.days(1, 100));
    assertStep(ramp, "2018-11-05T02:00:00Z", 0, 100);
  }

  /** "Any order". */
  @Test
  void steps_inAnyOrder_areSorted() {
    Schedule shuffled =
        Schedule.from(
            LocalDate.parse("2026-11-20"),
            UTC,
            Step.days(21, 100),
            Step.days(3, 5),
            Step.days(14, 50),
            Step.days(0, 1),
            Step.days(7, 25));
    assertEquals(RAMP, shuffled);
  }

  /** Going down again is allowed: the order is that of time, not of percentages. */
  @Test
  void steps_thatFall_fall() {
    Schedule schedule =
        Schedule.from(LocalDate.parse("2026-11-20"), UTC, Step.days(0, 50), Step.days(1, 10));
    assertStep(schedule, "2026-11-21T00:00:00Z", 50, 10);
  }

  /** "or an ISO-8601 duration such as PT6H, exact". */
  @Test
  void durations_andDays_mix() {
    Schedule schedule =
        Schedule.from(
            Instant.parse("2026-11-20T10:30:00Z"),
            Step.after(Duration.ofHours(6), 10),
            Step.after(Duration.ofMinutes(5), 5),
            Step.days(1, 50));
    assertStep(schedule, "2026-11-20T10:35:00Z", 0, 5);
    assertStep(schedule, "2026-11-20T16:30:00Z", 5, 10);
    assertStep(schedule, "2026-11-21T10:30:00Z", 10, 50);
  }

  /** "calendar days in zone from start's local time": 23 hours in spring. */
  @Test
  void days_overTheSpringChangeInBerlin_keepTheLocalTime() {
    Schedule schedule =
        new Schedule(
            Instant.parse("2027-03-27T08:00:00Z"), // 09:00 in Berlin
            BERLIN,
            List.of(Step.days(1, 10), Step.after(Duration.ofDays(1), 20), Step.days(2, 30)),
            null,
            OptionalInt.empty());
    assertStep(schedule, "2027-03-28T07:00:00Z", 0, 10);
    assertStep(schedule, "2027-03-28T08:00:00Z", 10, 20);
    assertStep(schedule, "2027-03-29T07:00:00Z", 20, 30);
  }

  /** 25 hours in autumn; a date in Berlin starts at Berlin's midnight. */
  @Test
  void days_overTheAutumnChangeInBerlin_keepTheLocalTime() {
    Schedule schedule =
        Schedule.from(
            LocalDate.parse("2026-10-25"),
            BERLIN,
            Step.days(0, 10),
            Step.after(Duration.ofDays(1), 20),
            Step.days(1, 30));
    assertStep(schedule, "2026-10-24T22:00:00Z", 0, 10);
    assertStep(schedule, "2026-10-25T22:00:00Z", 10, 20);
    assertStep(schedule, "2026-10-25T23:00:00Z", 20, 30);
  }

  /** 02:30 does not exist on the day of the change; the step comes an hour later, not a day. */
  @Test
  void days_intoTheGap_comeAfterIt() {
    Schedule schedule =
        new Schedule(
            Instant.parse("2027-03-27T01:30:00Z"), // 02:30 in Berlin
            BERLIN,
            List.of(Step.days(1, 10)),
            null,
            OptionalInt.empty());
    assertStep(schedule, "2027-03-28T01:30:00Z", 0, 10);
  }

  @Test
  void days_overALeapDay_countIt() {
    Schedule leap =
        Schedule.from(LocalDate.parse("2028-02-28"), UTC, Step.days(1, 10), Step.days(2, 20));
    assertStep(leap, "2028-02-29T00:00:00Z", 0, 10);
    assertStep(leap, "2028-03-01T00:00:00Z", 10, 20);
    Schedule common = Schedule.from(LocalDate.parse("2027-02-28"), UTC, Step.days(1, 10));
    assertStep(common, "2027-03-01T00:00:00Z", 0, 10);
    Schedule from = Schedule.from(LocalDate.parse("2028-02-29"), UTC, Step.days(366, 10));
    assertStep(from, "2029-03-01T00:00:00Z", 0, 10);
  }

  /** "hold: freezes the ramp where it stood then". */
  @Test
  void schedule_held_staysWhereItStood() {
    Schedule held = RAMP.held(Instant.parse("2026-11-25T00:00:00Z"));
    assertEquals(5, held.percentage(Instant.parse("2026-11-25T00:00:00Z")));
    assertEquals(5, held.percentage(Instant.parse("2030-01-01T00:00:00Z")));
    assertEquals(1, held.percentage(Instant.parse("2026-11-22T00:00:00Z")), "before the hold");
    assertSame(held, held.held(Instant.parse("2026-11-26T00:00:00Z")), "held already");
  }

  @Test
  void schedule_heldAtAStep_hasReachedIt() {
    Schedule held = RAMP.held(Instant.parse("2026-11-27T00:00:00Z"));
    assertEquals(25, held.percentage(Instant.MAX));
    Schedule justBefore = RAMP.held(Instant.parse("2026-11-26T23:59:59.999999999Z"));
    assertEquals(5, justBefore.percentage(Instant.MAX));
  }

  /** "resuming moves start by the time held". */
  @Test
  void schedule_resumed_goesOnFromWhereItWasHeld() {
    Schedule held = RAMP.held(Instant.parse("2026-11-25T12:00:00Z"));
    Schedule resumed = held.resumed(Instant.parse("2026-12-05T12:00:00Z"));
    assertEquals(Instant.parse("2026-11-30T00:00:00Z"), resumed.start());
    assertEquals(5, resumed.percentage(Instant.parse("2026-12-05T12:00:00Z")));
    assertStep(resumed, "2026-12-07T00:00:00Z", 5, 25);
    assertSame(RAMP, RAMP.resumed(Instant.parse("2026-12-05T12:00:00Z")), "was not held");
  }

  @Test
  void schedule_resumedBeforeTheHold_staysAsItWas() {
    Schedule held = RAMP.held(Instant.parse("2026-11-25T12:00:00Z"));
    assertEquals(RAMP, held.resumed(Instant.parse("2026-11-24T00:00:00Z")));
  }

  /** "granted: k caps it at the k-th step". */
  @Test
  void schedule_granted_goesNoFurther() {
    double[] caps = {0, 1, 5, 25, 50, 100, 100};
    for (int k = 0; k < caps.length; k++) {
      Schedule capped = new Schedule(RAMP.start(), UTC, RAMP.steps(), null, OptionalInt.of(k));
      assertEquals(caps[k], capped.percentage(Instant.MAX), "granted " + k);
      assertEquals(Math.min(1, caps[k]), capped.percentage(RAMP.start()), "granted " + k);
    }
  }

  /** "equal or negative offsets are refused". */
  @Test
  void offsets_equalOrNegative_areRefused() {
    LocalDate day = LocalDate.parse("2026-11-20");
    assertRefused(
        "two steps begin at the same time",
        () -> Schedule.from(day, UTC, Step.days(1, 5), Step.days(1, 10)));
    assertRefused(
        "two steps begin at the same time",
        () -> Schedule.from(day, UTC, Step.days(1, 5), Step.after(Duration.ofHours(24), 10)));
    assertRefused("0 or more days", () -> Step.days(-1, 5));
    assertRefused("0 or more days", () -> Step.after(Duration.ofNanos(-1), 5));
    assertRefused("0 or more days", () -> new Step(Period.ofMonths(1), 5));
  }

  @Test
  void parts_outOfRange_areRefused() {
    assertRefused("percentage must be between 0 and 100, was 140", () -> Step.days(0, 140));
    assertRefused("percentage must be between 0 and 100, was -0.5", () -> Step.days(0, -0.5));
    assertRefused("was NaN", () -> Step.days(0, Double.NaN));
    assertRefused("at least one step", () -> Schedule.from(Instant.EPOCH));
    assertRefused(
        "granted must be 0 or more, was -1",
        () -> new Schedule(Instant.EPOCH, UTC, RAMP.steps(), null, OptionalInt.of(-1)));
  }

  private static void assertRefused(String message, Executable making) {
    IllegalArgumentException refused = assertThrows(IllegalArgumentException.class, making);
    assertEquals(true, refused.getMessage().contains(message), refused.getMessage());
  }

  @Test
  void percentage_ofRandomSchedules_isTheLastStepsThatHasBegun() {
    Random random = new Random(5);
    for (int i = 0; i < 2000; i++) {
      Instant start = Instant.ofEpochSecond(1_790_000_000L + random.nextInt(40_000_000));
      Step[] steps =
          random
              .ints(1 + random.nextInt(6), 0, 500)
              .distinct()
              .mapToObj(hours -> Step.after(Duration.ofHours(hours), random.nextInt(101)))
              .toArray(Step[]::new);
      Schedule schedule = Schedule.from(start, steps);
      Instant now = start.plus(Duration.ofMinutes(random.nextInt(40_000) - 5000));
      double expected = 0;
      Instant latest = Instant.MIN;
      for (Step step : steps) {
        Instant begins = start.plus(step.offset());
        if (!begins.isAfter(now) && begins.isAfter(latest)) {
          latest = begins;
          expected = step.percentage();
        }
      }
      assertEquals(expected, schedule.percentage(now));
    }
  }
}
