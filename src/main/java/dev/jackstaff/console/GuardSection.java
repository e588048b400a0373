package dev.jackstaff.console;

import dev.jackstaff.guard.GuardState;
import dev.jackstaff.guard.GuardVerdict;
import dev.jackstaff.guard.RolloutArm;
import dev.jackstaff.guard.Signal;
import dev.jackstaff.internal.web.Fragment;
import dev.jackstaff.internal.web.Html;
import dev.jackstaff.model.Flag;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Shows the guard's state of a flag: both groups, in numbers and as curves, and the verdict. */
final class GuardSection {
  private final GuardState state;
  private final GuardTexts texts;
  private final Instant now;

  GuardSection(Flag flag, GuardState state, Instant now) {
    this.state = state;
    this.texts = new GuardTexts(flag, state, now);
    this.now = now;
  }

  record GuardMissing(String text) implements Fragment {}

  record GuardSummary(
      String phase,
      String reason,
      Html waits,
      @Nullable Html chart,
      GroupTable groups,
      @Nullable OtherCurves others,
      @Nullable EvidenceCurve curve,
      @Nullable HarmBounds bounds,
      String evidence,
      String limit,
      Html since)
      implements Fragment {}

  record GuardWait(String text) implements Fragment {}

  record HarmBounds(String text) implements Fragment {}

  record EvidenceCurve(Html chart, String from, String top, String to) implements Fragment {}

  record CurveAxis(String from, String signal, String top, String to) implements Fragment {}

  record OtherCurves(Html curves) implements Fragment {}

  record OtherCurve(String title, Html chart) implements Fragment {}

  record GroupTable(Html signals, GroupRow with, GroupRow without, Html variants)
      implements Fragment {}

  record SignalTitle(String title) implements Fragment {}

  record GroupRow(String style, String name, String users, Html counts) implements Fragment {}

  record GroupCount(String count, String percent) implements Fragment {}

  /** Returns the section of a guarded flag of which the guard has no state. */
  static Html missing(Flag flag, boolean attached) {
    return new GuardMissing(GuardTexts.missing(flag, attached)).html();
  }

  Html html() {
    String bounds = texts.bounds();
    boolean drawn = state.curve().size() > 1;
    return new GuardSummary(
            texts.phase(),
            texts.reason(),
            Html.each(texts.waits(), GuardWait::new),
            drawn ? chart(shown()) : null,
            new GroupTable(
                Html.each(state.signals(), it -> new SignalTitle(texts.title(it))),
                row("with the flag", "curve-on", state.on()),
                row("without the flag", "curve-off", state.off()),
                Html.each(List.copyOf(state.variants().entrySet()), this::variant)),
            drawn && state.signals().size() > 1 ? others() : null,
            drawn ? evidence() : null,
            bounds == null ? null : new HarmBounds(bounds),
            GuardTexts.odds(state.evidence()),
            GuardTexts.odds(state.limit()),
            Formats.ago(state.since(), now))
        .html();
  }

  private Html chart(Signal shown) {
    return Html.join(Charts.curves(state.curve(), shown), axis(shown));
  }

  private OtherCurves others() {
    Signal shown = shown();
    List<Signal> others = state.signals().stream().filter(it -> !it.equals(shown)).toList();
    return new OtherCurves(Html.each(others, it -> new OtherCurve(texts.title(it), chart(it))));
  }

  private EvidenceCurve evidence() {
    return new EvidenceCurve(
        Charts.evidence(state.curve(), state.limit()),
        time(from()),
        GuardTexts.odds(Charts.topEvidence(state.curve(), state.limit())),
        time(to()));
  }

  /** Returns the signal of the verdict, or else the first that is counted. */
  private Signal shown() {
    GuardVerdict verdict = state.verdict();
    return verdict != null
        ? verdict.signal()
        : state.signals().stream().findFirst().orElse(Signal.ERRORS);
  }

  private CurveAxis axis(Signal shown) {
    return new CurveAxis(
        time(from()),
        GuardTexts.caption(shown),
        GuardTexts.percent(Charts.top(state.curve(), shown)),
        time(to()));
  }

  private Instant from() {
    return state.curve().get(0).at();
  }

  private Instant to() {
    return state.curve().get(state.curve().size() - 1).at();
  }

  private String time(Instant moment) {
    boolean brief = Duration.between(from(), to()).toHours() < 1;
    return brief ? Formats.second(moment) : Formats.minute(moment);
  }

  private GroupRow variant(Map.Entry<String, RolloutArm> variant) {
    return row(variant.getKey(), "", variant.getValue());
  }

  private GroupRow row(String name, String style, RolloutArm group) {
    Html counts =
        Html.each(
            state.signals(),
            it -> new GroupCount(GuardTexts.count(group, it), GuardTexts.share(group, it)));
    return new GroupRow(style, name, Formats.thousands(group.units()), counts);
  }
}
