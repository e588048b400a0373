package dev.jackstaff.http;

import dev.jackstaff.model.Schedule;
import java.time.Instant;
import java.util.stream.IntStream;

/** Draws a schedule, with its current step and the times of the next ones. */
final class ConsoleScheduleView {
  private final Schedule schedule;
  private final Instant now;
  private final int reached;

  ConsoleScheduleView(Schedule schedule, Instant now) {
    this.schedule = schedule;
    this.now = now;
    this.reached = schedule.reached(now);
  }

  ConsoleHtml html() {
    return ConsoleHtml.of(
        "<h2 id=\"schedule-title\">Schedule</h2><p>{}</p>{}{}<div class=\"scroll\" tabindex=\"0\""
            + " role=\"region\" aria-labelledby=\"schedule-title\"><table class=\"steps\"><thead>"
            + "<tr><th scope=\"col\">Begins ({})</th><th scope=\"col\">Share</th>"
            + "<th scope=\"col\">When</th></tr></thead><tbody>{}</tbody></table></div>",
        today(),
        ConsoleDraw.ramp(schedule, now),
        axis(),
        schedule.zone().getId(),
        ConsoleHtml.each(IntStream.range(0, schedule.steps().size()).boxed().toList(), this::step));
  }

  private ConsoleHtml today() {
    String share = ConsoleText.percent(schedule.percentage(now));
    Instant hold = schedule.hold();
    if (hold != null) {
      return ConsoleHtml.of(
          "<strong>Today {}</strong>, on hold since {}. Resuming moves what comes by the time held.",
          share,
          ConsoleText.time(hold, ConsoleText.minute(hold, schedule.zone())));
    }
    if (reached == schedule.steps().size()) {
      return ConsoleHtml.of("<strong>Today {}</strong>, the last step.", share);
    }
    if (schedule.granted().isPresent() && !schedule.begins(reached).isAfter(now)) {
      return ConsoleHtml.of("<strong>Today {}</strong>; the guard has not allowed more.", share);
    }
    return ConsoleHtml.of(
        "<strong>Today {}</strong>, {} {}.",
        share,
        ConsoleText.percent(schedule.steps().get(reached).percentage()),
        ConsoleText.ago(schedule.begins(reached), now));
  }

  /** Returns the days at both ends of the drawing; the table has the exact times. */
  private ConsoleHtml axis() {
    Instant first = schedule.begins(0);
    Instant last = schedule.begins(schedule.steps().size() - 1);
    return ConsoleHtml.of(
        "<p class=\"axis\" aria-hidden=\"true\"><span>{}</span><span>0 to 100\u00a0%; the red line is"
            + " now</span><span>{}</span></p>",
        ConsoleText.day(first.isBefore(now) ? first : now),
        ConsoleText.day(last.isAfter(now) ? last : now));
  }

  private ConsoleHtml step(int index) {
    Instant begins = schedule.begins(index);
    double percentage = schedule.steps().get(index).percentage();
    String when = index < reached - 1 ? "done" : index == reached - 1 ? "now" : "to come";
    return ConsoleHtml.of(
        "<tr class=\"is-{}\"><td>{}</td><td class=\"share\"><span class=\"label\">{}</span>{}</td>"
            + "<td>{}</td></tr>",
        when.replace(' ', '-'),
        ConsoleText.time(begins, ConsoleText.minute(begins, schedule.zone())),
        ConsoleText.percent(percentage),
        ConsoleDraw.bar(percentage),
        when);
  }
}
