package dev.jackstaff.console;

import dev.jackstaff.internal.web.Html;
import dev.jackstaff.model.Flag;
import dev.jackstaff.model.Schedule;
import dev.jackstaff.store.Change;
import dev.jackstaff.store.WritableFlagStore;
import java.io.IOException;

/**
 * The actions on a flag that need one click and no revision; each records the actor and the reason.
 */
final class FlagActions {
  private final Exchange exchange;
  private final Flag flag;

  FlagActions(Exchange exchange, Flag flag) {
    this.exchange = exchange;
    this.flag = flag;
  }

  Html all() {
    return Html.of(
        "<div class=\"actions\">{}{}{}</div>",
        flag.isKilled() ? lift() : kill(),
        rollout(),
        schedule());
  }

  private Html kill() {
    return form(
        "kill",
        "kill",
        Html.of("{}<button class=\"danger\">Kill</button>", reason("Why kill it?")));
  }

  private Html lift() {
    return form(
        "lift", "lift", Html.of("{}<button>Lift the kill</button>", reason("Why lift it?")));
  }

  private Html rollout() {
    double percent = flag.percentage().orElse(RolloutState.percent(flag, exchange.now()));
    String shown = Formats.number(percent);
    String hint = flag.schedule() == null ? "Share of users" : "Share of users (ends the schedule)";
    return form(
        "rollout",
        "rollout",
        Html.of(
            "<label class=\"grow\"><span>{}</span><input type=\"range\" min=\"0\" max=\"100\""
                + " step=\"1\" value=\"{}\" data-mirror=\"percentage\" aria-label=\"{}, slider\">"
                + "</label><label><span class=\"hidden\">Percentage</span><span class=\"unit\">"
                + "<input class=\"number\" name=\"percentage\" inputmode=\"decimal\" value=\"{}\""
                + " required> %</span></label>{}<button>Set</button>",
            hint, shown, hint, shown, reason("Why?")));
  }

  private Html schedule() {
    Schedule schedule = flag.schedule();
    if (schedule == null) {
      return Html.NOTHING;
    }
    return schedule.hold() == null
        ? form("hold", "hold", Html.of("{}<button>Hold the schedule</button>", reason("Why?")))
        : form("resume", "resume", Html.of("{}<button>Resume</button>", reason("Why?")));
  }

  private static Html reason(String label) {
    return Html.of(
        "<label class=\"grow\"><span class=\"hidden\">{}</span><input name=\"reason\""
            + " maxlength=\"{}\" placeholder=\"{}\" autocomplete=\"off\"></label>",
        label,
        Exchange.MAX_REASON_LENGTH,
        label);
  }

  private Html form(String action, String style, Html fields) {
    return Html.of(
        "<form method=\"post\" class=\"action {}\" action=\"{}/{}\">{}{}</form>",
        style,
        exchange.flagLink(flag.name()),
        action,
        PageLayout.csrf(exchange),
        fields);
  }

  /** A named edit of a flag. */
  interface Edit {
    String apply(WritableFlagStore store, String flag, Change change) throws IOException;
  }

  static Response act(Exchange exchange, Edit edit) throws IOException {
    String name = exchange.desk().find(exchange.part(0)).value().name();
    Change change = exchange.act(exchange.form().get("reason"));
    edit.apply(exchange.desk().store(), name, change);
    return Response.seeOther(exchange.flagLink(name));
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
    throw RequestFailure.Category.INVALID.because(
        "percentage must be between 0 and 100, was '" + Formats.cut(text, 40) + "'");
  }
}
