package dev.jackstaff.console;

import dev.jackstaff.guard.GuardState;
import dev.jackstaff.guard.GuardVerdict;
import dev.jackstaff.guard.RolloutArm;
import dev.jackstaff.guard.Signal;
import dev.jackstaff.internal.web.Fragment;
import dev.jackstaff.internal.web.Html;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/** Shows the guard's state of a flag: both groups, in numbers and as curves, and the verdict. */
final class GuardSection {
  private final GuardState state;
  private final Instant now;

  GuardSection(GuardState state, Instant now) {
    this.state = state;
    this.now = now;
  }

  record GuardSummary(
      String phase,
      String reason,
      @Nullable Html chart,
      GroupTable groups,
      @Nullable EvidenceCurve curve,
      @Nullable HarmBounds bounds,
      String evidence,
      String limit,
      Html since)
      implements Fragment {}

  record HarmBounds(String text) implements Fragment {}

  record EvidenceCurve(Html chart, String top) implements Fragment {}

  record CurveAxis(String from, String signal, String top, String to) implements Fragment {}

  record GroupTable(Html signals, GroupRow with, GroupRow without, Html variants)
      implements Fragment {}

  record SignalTitle(String title) implements Fragment {}

  record GroupRow(String style, String name, String users, Html counts) implements Fragment {}

  record GroupCount(String count, String percent) implements Fragment {}

  Html html() {
    String bounds = bounds(state.maxRatio(), state.maxDifference());
    return new GuardSummary(
            phase(),
            why(),
            state.curve().size() < 2 ? null : chart(shown()),
            new GroupTable(
                Html.each(state.signals(), it -> new SignalTitle(title(it))),
                row("with the flag", "curve-on", state.on()),
                row("without the flag", "curve-off", state.off()),
                Html.each(List.copyOf(state.variants().entrySet()), this::variant)),
            state.curve().size() < 2
                ? null
                : new EvidenceCurve(
                    Charts.evidence(state.curve(), state.limit()), odds(10 * state.limit())),
            bounds == null ? null : new HarmBounds(bounds),
            odds(state.evidence()),
            odds(state.limit()),
            Formats.ago(state.since(), now))
        .html();
  }

  private Html chart(Signal shown) {
    return Html.join(Charts.curves(state.curve(), shown), axis(shown));
  }

  /** Returns the signal of the verdict, or else the first that is counted. */
  private Signal shown() {
    GuardVerdict verdict = state.verdict();
    return verdict != null
        ? verdict.signal()
        : state.signals().stream().findFirst().orElse(Signal.ERRORS);
  }

  private String phase() {
    GuardVerdict verdict = state.verdict();
    if (verdict != null) {
      return "Alarm: " + verdict.action().text();
    }
    String text = state.phase().text();
    return Character.toUpperCase(text.charAt(0)) + text.substring(1);
  }

  private String why() {
    GuardVerdict verdict = state.verdict();
    return verdict != null
        ? ". " + verdict.reason()
        : state.note().isEmpty() ? "" : ": " + state.note();
  }

  private CurveAxis axis(Signal shown) {
    Instant from = state.curve().get(0).at();
    Instant to = state.curve().get(state.curve().size() - 1).at();
    boolean brief = Duration.between(from, to).toHours() < 1;
    return new CurveAxis(
        brief ? Formats.second(from) : Formats.minute(from),
        shown.equals(Signal.ERRORS) ? "failed" : "were slow",
        percent(Charts.top(state.curve(), shown)),
        brief ? Formats.second(to) : Formats.minute(to));
  }

  private GroupRow variant(Map.Entry<String, RolloutArm> variant) {
    return row(variant.getKey(), "", variant.getValue());
  }

  /** Returns in words what can be excluded, or null if nothing can be yet. */
  static @Nullable String bounds(OptionalDouble ratio, OptionalDouble difference) {
    List<String> bounds = new ArrayList<>();
    ratio.ifPresent(
        most ->
            bounds.add(
                String.format(Locale.ROOT, "at most %.1f times as many users fail with it", most)));
    difference.ifPresent(
        most -> bounds.add("at most " + percent(most) + " of its users fail in addition"));
    return bounds.isEmpty() ? null : "With 95\u00a0% certainty, " + String.join("; ", bounds) + ".";
  }

  private static String title(Signal signal) {
    return signal.equals(Signal.ERRORS)
        ? "Failed"
        : signal.equals(Signal.SLOW) ? "Slow" : signal.name();
  }

  private GroupRow row(String name, String style, RolloutArm group) {
    Html counts =
        Html.each(
            state.signals(),
            it -> new GroupCount(Formats.thousands(group.hits(it)), percent(group.share(it))));
    return new GroupRow(style, name, Formats.thousands(group.units()), counts);
  }

  private static String percent(double fraction) {
    return String.format(Locale.ROOT, "%.1f\u00a0%%", 100 * fraction);
  }

  private static String odds(double evidence) {
    if (evidence >= 1e6) {
      return "over 1,000,000";
    }
    return String.format(Locale.ROOT, evidence < 10 ? "%.1f" : "%,.0f", evidence);
  }
}
