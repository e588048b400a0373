package dev.jackstaff.console;

import dev.jackstaff.internal.web.Fragment;
import dev.jackstaff.internal.web.Html;
import dev.jackstaff.model.Guard;
import dev.jackstaff.model.Schedule;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Draws a schedule, with its current step and the times of the next ones. */
final class ScheduleSection {
  private final Schedule schedule;
  private final Instant now;
  private final @Nullable Guard guard;
  private final int reached;

  ScheduleSection(Schedule schedule, @Nullable Guard guard, Instant now) {
    this.schedule = schedule;
    this.guard = guard;
    this.now = now;
    this.reached = schedule.reached(now);
  }

  record ScheduleTable(
      String percentage, Html next, Html ramp, RampAxis axis, String zone, Html steps)
      implements Fragment {}

  record SchedulePreview(
      String percentage, Html next, Html ramp, RampAxis axis, String zone, Html steps, String note)
      implements Fragment {}

  record RampAxis(String first, String last) implements Fragment {}

  record ScheduleStep(String state, Html begins, String percentage, Html bar, String when)
      implements Fragment {}

  Html html() {
    List<Integer> steps = IntStream.range(0, schedule.steps().size()).boxed().toList();
    return new ScheduleTable(
            today(),
            next(),
            Charts.ramp(schedule, now),
            axis(),
            schedule.zone().getId(),
            Html.each(steps, this::step))
        .html();
  }

  /** Draws the schedule for a form, with a note on what else its steps wait for. */
  Html preview() {
    List<Integer> steps = IntStream.range(0, schedule.steps().size()).boxed().toList();
    return new SchedulePreview(
            today(),
            next(),
            Charts.ramp(schedule, now),
            axis(),
            schedule.zone().getId(),
            Html.each(steps, this::step),
            note())
        .html();
  }

  private String note() {
    return guard == null || guard.min() == 0
        ? "No guard: each step begins at its time."
        : "After the first one, each step also waits until the guard has seen "
            + Formats.thousands(guard.min())
            + " users in each group and found no harm.";
  }

  private String today() {
    List<String> audiences = schedule.audiences(reached);
    String percentage = Formats.percent(schedule.percentage(reached));
    return audiences.isEmpty()
        ? percentage
        : percentage + " and segment " + String.join(", ", audiences);
  }

  private Html next() {
    Instant hold = schedule.hold();
    if (hold != null) {
      return Html.join(
          ", on hold since ",
          Formats.time(hold, Formats.minute(hold, schedule.zone())),
          ". Resuming shifts the remaining steps by the time on hold.");
    }
    if (reached == schedule.steps().size()) {
      return Html.join(", the last step.");
    }
    if (schedule.granted().isPresent() && !schedule.begins(reached).isAfter(now)) {
      return Html.join("; the guard has not released the next step.");
    }
    String percentage = label(schedule.steps().get(reached));
    return Html.join(", ", percentage, " ", Formats.ago(schedule.begins(reached), now), ".");
  }

  private RampAxis axis() {
    Instant first = schedule.begins(0);
    Instant last = schedule.begins(schedule.steps().size() - 1);
    return new RampAxis(
        Formats.day(first.isBefore(now) ? first : now),
        Formats.day(last.isAfter(now) ? last : now));
  }

  private ScheduleStep step(int index) {
    Instant begins = schedule.begins(index);
    Schedule.Step step = schedule.steps().get(index);
    double percentage = schedule.percentage(index + 1);
    String when = index < reached - 1 ? "done" : index == reached - 1 ? "now" : "upcoming";
    return new ScheduleStep(
        when.replace(' ', '-'),
        Formats.time(begins, Formats.minute(begins, schedule.zone())),
        label(step),
        Charts.bar(percentage),
        when);
  }

  private static String label(Schedule.Step step) {
    return step.segment() == null
        ? Formats.percent(step.percentage())
        : "segment " + step.segment();
  }
}
