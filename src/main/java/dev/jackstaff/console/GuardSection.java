package dev.jackstaff.console;

import dev.jackstaff.guard.GuardState;
import dev.jackstaff.guard.GuardState.Phase;
import dev.jackstaff.guard.GuardVerdict;
import dev.jackstaff.guard.RolloutArm;
import dev.jackstaff.guard.Signal;
import dev.jackstaff.internal.web.Html;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/** Shows the guard's state of a flag: both groups, in numbers and as curves, and the verdict. */
final class GuardSection {
  private final GuardState state;
  private final Instant now;

  GuardSection(GuardState state, Instant now) {
    this.state = state;
    this.now = now;
  }

  Html html() {
    Signal shown = shown();
    return Html.of(
        "<h2 id=\"guard-title\">Guard</h2><p class=\"says\"><strong>{}</strong>{}</p>{}{}"
            + "<table class=\"groups\"><thead><tr><th scope=\"col\">Users</th>"
            + "<th scope=\"col\">Asked for it</th>{}</tr></thead><tbody>{}{}</tbody></table>"
            + "<p class=\"quiet\">Evidence {} : 1; it acts at {} : 1. Since {}.</p>",
        says(),
        why(),
        Charts.curves(state.curve(), shown),
        state.curve().size() < 2 ? Html.NOTHING : axis(shown),
        Html.each(state.signals(), it -> Html.of("<th scope=\"col\">{}</th>", title(it))),
        row("with it", "curve-on", state.on()),
        row("without it", "curve-off", state.off()),
        odds(state.evidence()),
        odds(state.limit()),
        Formats.ago(state.since(), now));
  }

  /** Returns the signal of the verdict, or else the first that is counted. */
  private Signal shown() {
    GuardVerdict verdict = state.verdict();
    return verdict != null
        ? verdict.signal()
        : state.signals().stream().findFirst().orElse(Signal.ERRORS);
  }

  private String says() {
    GuardVerdict verdict = state.verdict();
    if (verdict != null) {
      return "Alarm: " + verdict.action().text();
    }
    return state.phase() == Phase.WATCHING
        ? "Watching"
        : state.phase() == Phase.NOT_JUDGING ? "Not judging" : "Ended";
  }

  private String why() {
    GuardVerdict verdict = state.verdict();
    return verdict != null
        ? ". " + verdict.reason()
        : state.note().isEmpty() ? "" : ": " + state.note();
  }

  private Html axis(Signal shown) {
    Instant from = state.curve().get(0).at();
    Instant to = state.curve().get(state.curve().size() - 1).at();
    boolean brief = Duration.between(from, to).toHours() < 1;
    return Html.of(
        "<p class=\"axis\" aria-hidden=\"true\"><span>{}</span><span>share of users whose requests"
            + " {}, 0 to {}</span><span>{}</span></p>",
        brief ? Formats.second(from) : Formats.minute(from),
        shown == Signal.ERRORS ? "failed" : "were slow",
        percent(Charts.top(state.curve(), shown)),
        brief ? Formats.second(to) : Formats.minute(to));
  }

  private static String title(Signal signal) {
    return signal == Signal.ERRORS ? "Failed" : "Slow";
  }

  private Html row(String name, String style, RolloutArm group) {
    return Html.of(
        "<tr><th scope=\"row\"><span class=\"key {}\"></span>{}</th><td>{}</td>{}</tr>",
        style,
        name,
        String.format(Locale.ROOT, "%,d", group.units()),
        Html.each(
            state.signals(),
            it ->
                Html.of(
                    "<td>{} ({})</td>",
                    String.format(Locale.ROOT, "%,d", group.hits(it)),
                    percent(group.share(it)))));
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, "%.1f\u00a0%%", 100 * share);
  }

  private static String odds(double evidence) {
    if (evidence >= 1e6) {
      return "over 1,000,000";
    }
    return String.format(Locale.ROOT, evidence < 10 ? "%.1f" : "%,.0f", evidence);
  }
}
