package dev.jackstaff.console;

import dev.jackstaff.internal.web.Html;
import dev.jackstaff.model.Schedule;
import java.time.Instant;
import java.util.stream.IntStream;

/** Draws a schedule, with its current step and the times of the next ones. */
final class ScheduleSection {
  private final Schedule schedule;
  private final Instant now;
  private final int reached;

  ScheduleSection(Schedule schedule, Instant now) {
    this.schedule = schedule;
    this.now = now;
    this.reached = schedule.reached(now);
  }

  Html html() {
    return Html.of(
        "<h2 id=\"schedule-title\">Schedule</h2><p>{}</p>{}{}<div class=\"scroll\" tabindex=\"0\""
            + " role=\"region\" aria-labelledby=\"schedule-title\"><table class=\"steps\"><thead>"
            + "<tr><th scope=\"col\">Begins ({})</th><th scope=\"col\">Share</th>"
            + "<th scope=\"col\">When</th></tr></thead><tbody>{}</tbody></table></div>",
        today(),
        Charts.ramp(schedule, now),
        axis(),
        schedule.zone().getId(),
        Html.each(IntStream.range(0, schedule.steps().size()).boxed().toList(), this::step));
  }

  private Html today() {
    String share = Formats.percent(schedule.percentage(now));
    Instant hold = schedule.hold();
    if (hold != null) {
      return Html.of(
          "<strong>Today {}</strong>, on hold since {}. Resuming moves what comes by the time held.",
          share,
          Formats.time(hold, Formats.minute(hold, schedule.zone())));
    }
    if (reached == schedule.steps().size()) {
      return Html.of("<strong>Today {}</strong>, the last step.", share);
    }
    if (schedule.granted().isPresent() && !schedule.begins(reached).isAfter(now)) {
      return Html.of("<strong>Today {}</strong>; the guard has not allowed more.", share);
    }
    return Html.of(
        "<strong>Today {}</strong>, {} {}.",
        share,
        Formats.percent(schedule.steps().get(reached).percentage()),
        Formats.ago(schedule.begins(reached), now));
  }

  /** Returns the days at both ends of the drawing; the table has the exact times. */
  private Html axis() {
    Instant first = schedule.begins(0);
    Instant last = schedule.begins(schedule.steps().size() - 1);
    return Html.of(
        "<p class=\"axis\" aria-hidden=\"true\"><span>{}</span><span>0 to 100\u00a0%; the red line is"
            + " now</span><span>{}</span></p>",
        Formats.day(first.isBefore(now) ? first : now),
        Formats.day(last.isAfter(now) ? last : now));
  }

  private Html step(int index) {
    Instant begins = schedule.begins(index);
    double percentage = schedule.steps().get(index).percentage();
    String when = index < reached - 1 ? "done" : index == reached - 1 ? "now" : "to come";
    return Html.of(
        "<tr class=\"is-{}\"><td>{}</td><td class=\"share\"><span class=\"label\">{}</span>{}</td>"
            + "<td>{}</td></tr>",
        when.replace(' ', '-'),
        Formats.time(begins, Formats.minute(begins, schedule.zone())),
        Formats.percent(percentage),
        Charts.bar(percentage),
        when);
  }
}
