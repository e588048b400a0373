package dev.jackstaff.sample;

import dev.jackstaff.FeatureFlags;
import dev.jackstaff.guard.GuardState;
import dev.jackstaff.guard.RolloutGuard;
import dev.jackstaff.model.Flag;
import dev.jackstaff.model.Kill;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/** Lets whoever tries out the shop break the new checkout, and shows what becomes of it. */
final class DrillPanel {
  private DrillPanel() {}

  static Html of(Drill drill) {
    boolean jammed = drill.cardReader().fault() == Fault.JAMMED;
    return Html.of(
        """
        <section class="panel" id="drill" aria-labelledby="drill-title">
          <h2 id="drill-title">A rollout that stops itself</h2>
          <p>Some users have <code>{}</code>, and a guard compares them with the others. In a drill
            visitors come, then the new checkout breaks for its users. After a while the
            guard halts the rollout: watch it here, or in
            <a href="/flags/flag/{}">the console</a>.</p>
          <form class="drills" method="post" action="/demo/drill">
            <dl>
              {}{}{}
            </dl>
          </form>
          <iframe src="/demo/drill" title="Progress of the drill"></iframe>
          <form class="switch" method="post" action="/demo/drill">
            <p>Or by hand:</p>
            <p><button name="do" value="send">Send {} visitors in</button>
              <button name="do" value="stop">Stop</button>
              <button role="switch" aria-checked="{}" name="do" value="{}">Card reader jammed</button></p>
          </form>
        </section>
        """,
        drill.flag(),
        drill.flag(),
        button("time-out", "Time-out drill", Fault.TIME_OUT),
        button("latency", "Latency drill", Fault.LATENCY),
        button("purchases", "Purchases drill", Fault.PURCHASES),
        said("%,d", Crowd.SIZE),
        jammed,
        jammed ? "mend" : "jam");
  }

  private static Html button(String value, String label, Fault fault) {
    return Html.of(
        """
        <div><dt><button name="do" value="{}">{}</button></dt><dd>The new checkout {}.</dd></div>
        """,
        value,
        label,
        fault.text());
  }

  /** Returns the content of the frame. */
  static Html progress(Drill drill, FeatureFlags features) {
    Optional<Crowd> crowd = drill.crowd();
    return Html.of(
        """
        <progress max="{}" value="{}" aria-label="Visitors"></progress>
        <p role="status">{}</p>
        <p>{}</p>
        <p>{}</p>
        """,
        Crowd.SIZE,
        crowd.map(Crowd::seen).orElse(0),
        drill.progress(),
        crowd.map(DrillPanel::fare).orElse("Nobody is in."),
        guard(features, drill.flag()));
  }

  private static String fare(Crowd crowd) {
    String come =
        crowd.isInside()
            ? said("Visitor %,d of %,d", crowd.seen(), Crowd.SIZE)
            : said("%,d were in", crowd.seen());
    return come + said(": %,d have bought, %,d could not.", crowd.served(), crowd.turnedAway());
  }

  private static String guard(FeatureFlags features, String flag) {
    Kill kill = features.definitions().find(flag).map(Flag::killed).orElse(null);
    return kill != null
        ? killed(flag, kill)
        : features
            .integration()
            .attachment(RolloutGuard.class)
            .flatMap(guard -> guard.state(flag))
            .map(DrillPanel::watching)
            .orElse("Nothing guards " + flag + " here, so nothing stops it.");
  }

  private static String killed(String flag, Kill kill) {
    String by = Objects.requireNonNullElse(kill.by(), "somebody");
    String reason = Objects.requireNonNullElse(kill.reason(), "no reason given");
    return said("%s is killed by %s: %s", flag, by, reason);
  }

  private static String watching(GuardState state) {
    return said(
        "The guard has seen %,d of %,d fail with %s, %,d of %,d without.",
        state.on().failing(),
        state.on().units(),
        state.flag(),
        state.off().failing(),
        state.off().units());
  }

  private static String said(String format, Object... parts) {
    return String.format(Locale.ROOT, format, parts);
  }
}
