package dev.jackstaff.console;

import dev.jackstaff.guard.GuardState;
import dev.jackstaff.guard.GuardState.Phase;
import dev.jackstaff.guard.GuardVerdict;
import dev.jackstaff.guard.GuardVerdict.Action;
import dev.jackstaff.guard.RolloutArm;
import dev.jackstaff.guard.Signal;
import dev.jackstaff.model.Flag;
import dev.jackstaff.model.Guard;
import dev.jackstaff.model.Schedule;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/** The sentences about the state of a guard. */
final class GuardTexts {
  /** The largest odds that are shown as a number. */
  static final double MAX_ODDS = 1e6;

  private final Flag flag;
  private final Guard guard;
  private final GuardState state;
  private final Instant now;

  GuardTexts(Flag flag, GuardState state, Instant now) {
    this.flag = flag;
    this.guard = Objects.requireNonNullElse(flag.guard(), Guard.DEFAULT);
    this.state = state;
    this.now = now;
  }

  /** Returns the sentence about a guarded flag of which the guard has no state. */
  static String missing(Flag flag, boolean attached) {
    if (!attached) {
      return "No guard runs in this application, so nothing stops a harmful rollout of this flag.";
    }
    return flag.isKilled()
        ? "The flag is killed, so nothing is compared. A test begins when it is re-enabled."
        : "The guard begins its test at its next look.";
  }

  /** Returns the phase, or the verdict's action, as the first words of the section. */
  String phase() {
    GuardVerdict verdict = state.verdict();
    if (verdict != null) {
      return "Alarm: " + verdict.action().text();
    }
    return capital(state.phase().text());
  }

  /** Returns the reason for the phase, with its punctuation; may be empty. */
  String reason() {
    GuardVerdict verdict = state.verdict();
    return verdict != null
        ? ". " + verdict.reason()
        : state.note().isEmpty() ? "" : ": " + state.note();
  }

  /** Returns what the guard waits for, one sentence each. */
  List<String> waits() {
    GuardVerdict verdict = state.verdict();
    if (verdict != null) {
      return List.of(afterwards(verdict.action()));
    }
    if (flag.isKilled()) {
      return List.of("The flag is killed. A new test begins when it is re-enabled.");
    }
    return state.phase() == Phase.ENDED
        ? List.of("This test has ended; the next one begins when the flag or its step changes.")
        : running();
  }

  private static String afterwards(Action action) {
    return switch (action) {
      case KILLED, KILLED_HERE, KILLED_UNWRITTEN ->
          "A new test begins when the flag is re-enabled.";
      case HELD, HOLD_UNWRITTEN -> "A new test begins when the schedule is resumed.";
      case TOLD -> "A new test begins when the percentage or the guard is changed.";
    };
  }

  private List<String> running() {
    List<String> all = new ArrayList<>();
    String advice = advice();
    if (!advice.isEmpty()) {
      all.add(advice);
    }
    if (isComparing()) {
      all.add(users());
      for (Signal signal : state.signals()) {
        if (signal.isMetric()) {
          all.add(metric(signal));
        }
      }
    }
    step(all);
    return all;
  }

  /** Returns whether there are groups that the guard compares, whether or not it judges now. */
  private boolean isComparing() {
    boolean groups = state.on().units() + state.off().units() > 0 || !state.variants().isEmpty();
    return state.phase().isSound() || groups;
  }

  /** Returns what a phase means for a verdict; empty for one that needs no advice. */
  private String advice() {
    return switch (state.phase()) {
      case UNEVEN, SATURATED ->
          "It halts at ten times the usual evidence, and grants no step of a schedule.";
      case LIMITED -> "The users who count are judged; a schedule gets no further step.";
      case ISOLATED ->
          "Nothing is judged until the nodes can exchange evidence again; what is counted is kept.";
      case DEAD -> "Only what was counted before is judged, and no step is granted.";
      case SHARED_SALT -> "Nothing is judged until the flags can be told apart.";
      case NOT_JUDGING -> "Nothing is judged, and a harmful rollout is not stopped.";
      default -> "";
    };
  }

  private String users() {
    String harmed = "at least " + Formats.count(guard.atLeast(), "user", "users");
    if (state.on().units() + state.off().units() == 0 && state.variants().isEmpty()) {
      return "No user has checked the flag in this test yet. A halt needs " + harmed + " harmed.";
    }
    return "A halt needs " + harmed + " harmed, and evidence of " + odds(state.limit()) + ".";
  }

  private String metric(Signal signal) {
    return "Events \u201c"
        + signal.name()
        + "\u201d of a user count for "
        + duration(guard.window())
        + " after the user first checked the flag; then the user is compared.";
  }

  private void step(List<String> all) {
    Schedule schedule = flag.schedule();
    if (schedule == null || schedule.hold() != null || guard.min() == 0) {
      return;
    }
    int reached = schedule.reached(now);
    if (reached >= schedule.steps().size() || schedule.granted().orElse(0) > reached) {
      return;
    }
    if (!schedule.audiences(reached).isEmpty() && state.on().units() == 0) {
      all.add("The next step waits until users of the audience have checked it and none failed.");
      return;
    }
    String extra =
        guard.tolerance().isPresent()
            ? ", and until more than "
                + percent(guard.tolerance().getAsDouble())
                + " additional failing users are excluded"
            : "";
    all.add(
        String.format(
            Locale.ROOT,
            "The next step waits for %,d users in each group (%,d and %,d so far)%s.",
            guard.min(),
            counted(state.on()),
            counted(state.off()),
            extra));
  }

  /** Returns the number of users of a group who are known by all signals that count. */
  private long counted(RolloutArm group) {
    return state.signals().stream().mapToLong(group::units).min().orElse(group.units());
  }

  /**
   * Returns in words what can be excluded, or that nothing can be yet; null if failures are not
   * compared, or after a verdict, which says more.
   */
  @Nullable String bounds() {
    boolean errors = state.signals().contains(Signal.ERRORS);
    boolean open = state.verdict() == null && state.phase() != Phase.NOT_JUDGING;
    if (!errors || !open || state.on().units() == 0) {
      return null;
    }
    String known = bounds(state.maxRatio(), state.maxDifference());
    return known != null
        ? known
        : "It cannot be excluded yet that many more users fail with the flag.";
  }

  /** Returns in words what can be excluded, or null if nothing can be yet. */
  static @Nullable String bounds(OptionalDouble ratio, OptionalDouble difference) {
    List<String> bounds = new ArrayList<>();
    ratio.ifPresent(
        most ->
            bounds.add(
                String.format(
                    Locale.ROOT,
                    "users with the flag are at most %,.1f times as likely to fail as the others",
                    most)));
    difference.ifPresent(
        most ->
            bounds.add(
                "at most "
                    + percent(Math.max(0, most))
                    + " of its users fail because of the flag"));
    return bounds.isEmpty()
        ? null
        : "With 95\u00a0% certainty, " + String.join(", and ", bounds) + ".";
  }

  /** Returns the head of a signal's column. */
  String title(Signal signal) {
    return switch (signal.kind()) {
      case FAILURE -> "Failed";
      case DURATION -> slow("Slow");
      case RISE -> signal.name() + " (more is harmful)";
      case FALL -> signal.name() + " (fewer is harmful)";
    };
  }

  private String slow(String word) {
    return guard.slow() == null ? word : word + " (over " + duration(guard.slow()) + ")";
  }

  /** Returns the caption of a signal's curves. */
  static String caption(Signal signal) {
    return switch (signal.kind()) {
      case FAILURE -> "users with failed requests";
      case DURATION -> "users with slow requests";
      case RISE, FALL -> "users with the event \u201c" + signal.name() + "\u201d";
    };
  }

  /** Formats the share of a group that a signal has hit; a group without users has none. */
  static String share(RolloutArm group, Signal signal) {
    return group.units(signal) == 0 ? "none" : percent(group.share(signal));
  }

  /** Formats the number of users that a signal has hit; a metric's with those who could be. */
  static String count(RolloutArm group, Signal signal) {
    String hits = Formats.thousands(group.hits(signal));
    return signal.isMetric() ? hits + " of " + Formats.thousands(group.units(signal)) : hits;
  }

  static String percent(double fraction) {
    return String.format(Locale.ROOT, "%.1f\u00a0%%", 100 * fraction);
  }

  static String odds(double evidence) {
    if (evidence >= MAX_ODDS) {
      return "over 1,000,000";
    }
    return String.format(Locale.ROOT, evidence < 10 ? "%.1f" : "%,.0f", evidence);
  }

  private static String duration(Duration duration) {
    return Formats.duration(duration);
  }

  private static String capital(String text) {
    return Character.toUpperCase(text.charAt(0)) + text.substring(1);
  }
}
