package dev.jackstaff.model;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.Period;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAmount;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A percentage that rises over time, or a release to one audience after the other. It is computed
 * from the instant of each decision, so no background task is needed.
 *
 * @param start the instant of offset 0
 * @param zone the zone in which calendar days are counted
 * @param steps the percentages or audiences and their offsets, sorted by offset; empty only while a
 *     plan is not resolved, and then the schedule is at 0 %
 * @param hold when the schedule was paused, or null if it is running
 * @param granted the number of steps that a guard has allowed, or empty if all are allowed
 * @param plan the name of the plan that has the steps, or null if they are the schedule's own; the
 *     set of flags resolves it
 */
public record Schedule(
    Instant start,
    ZoneId zone,
    List<Step> steps,
    @Nullable Instant hold,
    OptionalInt granted,
    @Nullable String plan) {

  /**
   * One percentage or audience, and its offset from the start. An audience remains in all later
   * steps, and leaves the percentage as it is.
   *
   * @param offset calendar days (a {@code Period} of days) or an exact {@code Duration} from start
   * @param percentage 0 to 100; 0 if there is a segment
   * @param segment the segment whose users are the audience, or null
   */
  public record Step(TemporalAmount offset, double percentage, @Nullable String segment) {
    /**
     * Checks the ranges.
     *
     * @param offset as above
     * @param percentage as above
     * @param segment as above
     */
    public Step {
      Percentages.check(percentage);
      if (segment != null && percentage != 0) {
        throw new IllegalArgumentException("a step has a percentage or a segment, not both");
      }
      boolean days = offset instanceof Period p && p.toTotalMonths() == 0 && !p.isNegative();
      boolean exact = offset instanceof Duration d && !d.isNegative();
      if (!days && !exact) {
        throw new IllegalArgumentException(
            "an offset must be 0 or more days, or a duration of 0 or more, was " + text(offset));
      }
    }

    /**
     * Creates a step with a percentage.
     *
     * @param offset as above
     * @param percentage as above
     */
    public Step(TemporalAmount offset, double percentage) {
      this(offset, percentage, null);
    }

    private static String text(TemporalAmount offset) {
      return offset instanceof Period p ? p.get(ChronoUnit.DAYS) + " days" : offset.toString();
    }

    /**
     * {@return a step that begins a number of calendar days after the start}
     *
     * @param days 0 or more
     * @param percentage 0 to 100
     */
    public static Step days(int days, double percentage) {
      return new Step(Period.ofDays(days), percentage);
    }

    /**
     * {@return a step that begins an exact duration after the start}
     *
     * @param offset 0 or more
     * @param percentage 0 to 100
     */
    public static Step after(Duration offset, double percentage) {
      return new Step(offset, percentage);
    }

    /**
     * {@return a step that adds an audience a number of calendar days after the start}
     *
     * @param days 0 or more
     * @param segment the segment whose users are the audience
     */
    public static Step days(int days, String segment) {
      return new Step(Period.ofDays(days), 0, segment);
    }

    /**
     * {@return a step that adds an audience an exact duration after the start}
     *
     * @param offset 0 or more
     * @param segment the segment whose users are the audience
     */
    public static Step after(Duration offset, String segment) {
      return new Step(offset, 0, segment);
    }
  }

  /**
   * Checks the steps and sorts them.
   *
   * @param start as above
   * @param zone as above
   * @param steps as above
   * @param hold as above
   * @param granted as above
   * @param plan as above
   */
  public Schedule {
    if (steps.isEmpty() && plan == null) {
      throw new IllegalArgumentException("a schedule has at least one step");
    }
    ZonedDateTime origin = start.atZone(zone);
    steps = steps.stream().sorted(Comparator.comparing(step -> begins(origin, step))).toList();
    Set<Instant> distinct = new HashSet<>();
    for (Step step : steps) {
      if (!distinct.add(begins(origin, step))) {
        throw new IllegalArgumentException("two steps begin at the same time, " + step.offset());
      }
    }
    if (granted.isPresent() && granted.getAsInt() < 0) {
      throw new IllegalArgumentException("granted must be 0 or more, was " + granted.getAsInt());
    }
  }

  /**
   * Creates a schedule with steps of its own.
   *
   * @param start as above
   * @param zone as above
   * @param steps as above, at least one
   * @param hold as above
   * @param granted as above
   */
  public Schedule(
      Instant start, ZoneId zone, List<Step> steps, @Nullable Instant hold, OptionalInt granted) {
    this(start, zone, steps, hold, granted, null);
  }

  /**
   * {@return a running schedule from the start of a day with the steps of a plan, which the set of
   * flags provides}
   *
   * @param day its first day
   * @param zone the zone in which days are counted
   * @param plan the plan's name
   */
  public static Schedule planned(LocalDate day, ZoneId zone, String plan) {
    Instant start = day.atStartOfDay(zone).toInstant();
    return new Schedule(start, zone, List.of(), null, OptionalInt.empty(), plan);
  }

  /**
   * {@return a running schedule from the start of a day}
   *
   * @param day its first day
   * @param zone the zone in which days are counted
   * @param steps at least one
   */
  public static Schedule from(LocalDate day, ZoneId zone, Step... steps) {
    return new Schedule(
        day.atStartOfDay(zone).toInstant(), zone, List.of(steps), null, OptionalInt.empty());
  }

  /**
   * {@return a running schedule from an instant, with days counted in UTC}
   *
   * @param start when it starts
   * @param steps at least one
   */
  public static Schedule from(Instant start, Step... steps) {
    return new Schedule(start, ZoneId.of("UTC"), List.of(steps), null, OptionalInt.empty());
  }

  /**
   * {@return the instant at which a step begins}
   *
   * @param step the index into the steps, from 0
   */
  public Instant begins(int step) {
    return begins(start.atZone(zone), steps.get(step));
  }

  /**
   * {@return the number of steps that have been reached at an instant, considering hold and
   * granted; 0 before the first}
   *
   * @param now the instant
   */
  public int reached(Instant now) {
    Instant clock = hold != null && hold.isBefore(now) ? hold : now;
    ZonedDateTime origin = start.atZone(zone);
    int reached = 0;
    while (reached < steps.size() && !begins(origin, steps.get(reached)).isAfter(clock)) {
      reached++;
    }
    return granted.isPresent() ? Math.min(reached, granted.getAsInt()) : reached;
  }

  /**
   * {@return the percentage at an instant, 0 before the first step}
   *
   * @param now the instant
   */
  public double percentage(Instant now) {
    return percentage(reached(now));
  }

  /**
   * {@return the percentage once a number of steps has been reached: that of the last step that has
   * one, or 0}
   *
   * @param reached the number of steps, from 0
   */
  public double percentage(int reached) {
    for (int i = reached - 1; i >= 0; i--) {
      if (steps.get(i).segment() == null) {
        return steps.get(i).percentage();
      }
    }
    return 0;
  }

  /**
   * {@return the segments for whose users the flag is on once a number of steps has been reached}
   *
   * @param reached the number of steps, from 0
   */
  public List<String> audiences(int reached) {
    return steps.subList(0, reached).stream()
        .flatMap(step -> Stream.ofNullable(step.segment()))
        .distinct()
        .toList();
  }

  /**
   * {@return this schedule with a number of granted steps}
   *
   * @param count the number that a guard has allowed, 0 or more
   */
  public Schedule withGranted(int count) {
    return new Schedule(start, zone, steps, hold, OptionalInt.of(count), plan);
  }

  /**
   * {@return this schedule with the steps of its plan}
   *
   * @param planned the steps
   */
  Schedule resolved(List<Step> planned) {
    return new Schedule(start, zone, planned, hold, granted, plan);
  }

  /** {@return this schedule with its steps as its own, without the name of a plan} */
  public Schedule withoutPlan() {
    return plan == null || steps.isEmpty()
        ? this
        : new Schedule(start, zone, steps, hold, granted, null);
  }

  /**
   * {@return this schedule paused at an instant, or the same schedule if it is already paused}
   *
   * @param now the instant
   */
  public Schedule held(Instant now) {
    return hold != null ? this : new Schedule(start, zone, steps, now, granted, plan);
  }

  /**
   * {@return this schedule resumed: its start moves by the duration of the pause}
   *
   * @param now the instant at which it resumes
   */
  public Schedule resumed(Instant now) {
    if (hold == null) {
      return this;
    }
    Duration held = Duration.between(hold, now);
    Instant moved = held.isNegative() ? start : start.plus(held);
    return new Schedule(moved, zone, steps, null, granted, plan);
  }

  private static Instant begins(ZonedDateTime origin, Step step) {
    if (!(step.offset() instanceof Period days)) {
      return origin.toInstant().plus(step.offset());
    }
    // A day whose first hour is skipped by a clock change does not start at midnight.
    LocalDate day = origin.toLocalDate();
    return origin.equals(day.atStartOfDay(origin.getZone()))
        ? day.plus(days).atStartOfDay(origin.getZone()).toInstant()
        : origin.plus(days).toInstant(); // 09:00 stays 09:00 across a clock change
  }
}
