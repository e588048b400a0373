package dev.jackstaff.http;

import dev.jackstaff.model.Flag;
import dev.jackstaff.model.Schedule;
import dev.jackstaff.store.Change;
import dev.jackstaff.store.WritableFlagStore;
import java.io.IOException;

/**
 * The actions on a flag that need one click and no revision; each records the actor and the reason.
 */
final class ConsoleActions {
  private final ConsoleExchange exchange;
  private final Flag flag;

  ConsoleActions(ConsoleExchange exchange, Flag flag) {
    this.exchange = exchange;
    this.flag = flag;
  }

  ConsoleHtml all() {
    return ConsoleHtml.of(
        "<div class=\"actions\">{}{}{}</div>",
        flag.isKilled() ? lift() : kill(),
        rollout(),
        schedule());
  }

  private ConsoleHtml kill() {
    return form(
        "kill",
        "kill",
        ConsoleHtml.of("{}<button class=\"danger\">Kill</button>", reason("Why kill it?")));
  }

  private ConsoleHtml lift() {
    return form(
        "lift", "lift", ConsoleHtml.of("{}<button>Lift the kill</button>", reason("Why lift it?")));
  }

  private ConsoleHtml rollout() {
    double percent = flag.percentage().orElse(ConsoleShare.percent(flag, exchange.now()));
    String shown = ConsoleText.number(percent);
    String hint = flag.schedule() == null ? "Share of users" : "Share of users (ends the schedule)";
    return form(
        "rollout",
        "rollout",
        ConsoleHtml.of(
            "<label class=\"grow\"><span>{}</span><input type=\"range\" min=\"0\" max=\"100\""
                + " step=\"1\" value=\"{}\" data-mirror=\"percentage\" aria-label=\"{}, slider\">"
                + "</label><label><span class=\"hidden\">Percentage</span><span class=\"unit\">"
                + "<input class=\"number\" name=\"percentage\" inputmode=\"decimal\" value=\"{}\""
                + " required> %</span></label>{}<button>Set</button>",
            hint, shown, hint, shown, reason("Why?")));
  }

  private ConsoleHtml schedule() {
    Schedule schedule = flag.schedule();
    if (schedule == null) {
      return ConsoleHtml.NOTHING;
    }
    return schedule.hold() == null
        ? form(
            "hold", "hold", ConsoleHtml.of("{}<button>Hold the schedule</button>", reason("Why?")))
        : form("resume", "resume", ConsoleHtml.of("{}<button>Resume</button>", reason("Why?")));
  }

  private static ConsoleHtml reason(String label) {
    return ConsoleHtml.of(
        "<label class=\"grow\"><span class=\"hidden\">{}</span><input name=\"reason\""
            + " maxlength=\"{}\" placeholder=\"{}\" autocomplete=\"off\"></label>",
        label,
        ConsoleExchange.LONGEST_REASON,
        label);
  }

  private ConsoleHtml form(String action, String style, ConsoleHtml fields) {
    return ConsoleHtml.of(
        "<form method=\"post\" class=\"action {}\" action=\"{}/{}\">{}{}</form>",
        style,
        exchange.flagLink(flag.name()),
        action,
        ConsoleLayout.csrf(exchange),
        fields);
  }

  /** A named edit of a flag. */
  interface Edit {
    String apply(WritableFlagStore store, String flag, Change change) throws IOException;
  }

  static ConsoleAnswer act(ConsoleExchange exchange, Edit edit) throws IOException {
    String name = exchange.desk().find(exchange.part(0)).value().name();
    Change change = exchange.act(exchange.form().get("reason"));
    edit.apply(exchange.desk().store(), name, change);
    return ConsoleAnswer.seeOther(exchange.flagLink(name));
  }

  static double percentage(String text) {
    try {
      double percentage = Double.parseDouble(text.replace(',', '.'));
      if (percentage >= 0 && percentage <= 100) {
        // Adding 0 turns -0 into 0.
        return percentage + 0.0;
      }
    } catch (NumberFormatException e) {
      // The exception below reports it, with the valid range.
    }
    throw ConsoleFailure.Kind.INVALID.because(
        "percentage must be between 0 and 100, was '" + ConsoleText.cut(text, 40) + "'");
  }
}
