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
import org.jspecify.annotations.Nullable;

/**
 * A percentage that rises over time. It is computed from the instant of each decision, so no
 * background task is needed.
 *
 * @param start the instant of offset 0
 * @param zone the zone in which calendar days are counted
 * @param steps the percentages and their offsets; sorted by offset
 * @param hold when the schedule was paused, or null if it is running
 * @param granted the number of steps that a guard has allowed, or empty if all are allowed
 */
public record Schedule(
    Instant start, ZoneId zone, List<Step> steps, @Nullable Instant hold, OptionalInt granted) {

  /**
   * One percentage and its offset from the start.
   *
   * @param offset calendar days (a {@code Period} of days) or an exact {@code Duration} from start
   * @param percentage 0 to 100
   */
  public record Step(TemporalAmount offset, double percentage) {
    /**
     * Checks the ranges.
     *
     * @param offset as above
     * @param percentage as above
     */
    public Step {
      Percentages.check(percentage);
      boolean days = offset instanceof Period p && p.toTotalMonths() == 0 && !p.isNegative();
      boolean exact = offset instanceof Duration d && !d.isNegative();
      if (!days && !exact) {
        throw new IllegalArgumentException(
            "an offset must be 0 or more days, or a duration of 0 or more, was " + text(offset));
      }
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
  }

  /**
   * Checks the steps and sorts them.
   *
   * @param start as above
   * @param zone as above
   * @param steps as above
   * @param hold as above
   * @param granted as above
   */
  public Schedule {
    if (steps.isEmpty()) {
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
    int reached = reached(now);
    return reached == 0 ? 0 : steps.get(reached - 1).percentage();
  }

  /**
   * {@return this schedule paused at an instant, or the same schedule if it is already paused}
   *
   * @param now the instant
   */
  public Schedule held(Instant now) {
    return hold != null ? this : new Schedule(start, zone, steps, now, granted);
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
    return new Schedule(moved, zone, steps, null, granted);
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
