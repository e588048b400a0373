package dev.jackstaff.console;

import dev.jackstaff.internal.web.Fragment;
import dev.jackstaff.internal.web.Html;
import dev.jackstaff.model.Flag;
import dev.jackstaff.model.Schedule;
import dev.jackstaff.store.Change;
import dev.jackstaff.store.WritableFlagStore;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

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

  record ActionList(ActionForm onOff, ActionForm rollout, @Nullable ActionForm schedule)
      implements Fragment {}

  record ActionForm(String action, String link, Html csrf, Fragment fields) implements Fragment {}

  record KillFields(ReasonField reason) implements Fragment {}

  record ActionFields(ReasonField reason, String label) implements Fragment {}

  record RolloutSlider(String label, String percentage, ReasonField reason) implements Fragment {}

  record ReasonField(String label, int maxLength) implements Fragment {}

  Html all() {
    return new ActionList(flag.isKilled() ? lift() : kill(), rollout(), schedule()).html();
  }

  private ActionForm kill() {
    return form("kill", new KillFields(reason("Reason for the kill")));
  }

  private ActionForm lift() {
    return form("lift", new ActionFields(reason("Reason to re-enable"), "Re-enable"));
  }

  private ActionForm rollout() {
    double percent = flag.percentage().orElse(RolloutState.percent(flag, exchange.now()));
    String label =
        flag.schedule() == null ? "Rollout percentage" : "Rollout percentage (ends the schedule)";
    return form("rollout", new RolloutSlider(label, Formats.number(percent), reason("Reason")));
  }

  private @Nullable ActionForm schedule() {
    Schedule schedule = flag.schedule();
    if (schedule == null) {
      return null;
    }
    return schedule.hold() == null
        ? form("hold", new ActionFields(reason("Reason"), "Hold the schedule"))
        : form("resume", new ActionFields(reason("Reason"), "Resume"));
  }

  private static ReasonField reason(String label) {
    return new ReasonField(label, Exchange.MAX_REASON_LENGTH);
  }

  private ActionForm form(String action, Fragment fields) {
    return new ActionForm(
        action, exchange.flagLink(flag.name()), PageLayout.csrf(exchange), fields);
  }

  /** A named edit of a flag. */
  interface Edit {
    String apply(WritableFlagStore store, String flag, Change change) throws IOException;
  }

  static Response act(Exchange exchange, Edit edit) throws IOException {
    String name = exchange.flags().find(exchange.part(0)).value().name();
    Change change = exchange.act(exchange.form().get("reason"));
    edit.apply(exchange.flags().store(), name, change);
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
