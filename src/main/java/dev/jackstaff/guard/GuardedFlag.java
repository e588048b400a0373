package dev.jackstaff.guard;

import dev.jackstaff.Evaluation;
import dev.jackstaff.guard.GuardState.Phase;
import dev.jackstaff.guard.GuardState.Point;
import dev.jackstaff.model.Flag;
import dev.jackstaff.model.Guard;
import dev.jackstaff.model.Schedule;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One flag under test. Guarded by its guard's lock. */
final class GuardedFlag {
  private final Flag flag;
  private final TestKey terms;
  private final SequentialTest trial;
  private final Instant since;
  private final @Nullable String key;
  private final boolean apart;
  private final FlagEvidence evidence;
  private final long begun;
  private final TimeSeries curve = new TimeSeries();
  private List<String> dependents = List.of();
  private @Nullable GuardVerdict verdict;
  private boolean ended;
  private boolean killed;
  private long seen = -1;
  private @Nullable String trouble;

  /** Creates a watch; the key names the shared evidence, or is null if nothing is shared. */
  GuardedFlag(Flag flag, TestKey terms, @Nullable String key, Instant since) {
    this(flag, terms, key, since, false);
  }

  private GuardedFlag(
      Flag flag, TestKey terms, @Nullable String key, Instant since, boolean apart) {
    this.apart = apart;
    this.flag = flag;
    this.terms = terms;
    this.key = key;
    this.since = since;
    this.trial =
        new SequentialTest(
            Objects.requireNonNull(flag.guard()),
            terms.groups(),
            terms.alphaPerStep(),
            key != null);
    this.evidence = new FlagEvidence(flag, guard(), terms.groups(), this::take);
    this.begun = OpenRequests.nanos(since);
  }

  TestKey terms() {
    return terms;
  }

  SequentialTest trial() {
    return trial;
  }

  @Nullable String key() {
    return key;
  }

  String name() {
    return flag.name();
  }

  Guard guard() {
    return Objects.requireNonNull(flag.guard());
  }

  boolean isScheduled() {
    return flag.schedule() != null;
  }

  /**
   * Returns whether a definition is the one under test; reaching another step does not make it a
   * different one.
   */
  boolean isAbout(Flag other) {
    return terms.equals(TestKey.of(other, terms.step()));
  }

  /** Returns whether the schedule has moved on from the step at which it was judged. */
  boolean wouldGoOn(Instant now) {
    Schedule schedule = flag.schedule();
    return schedule != null && schedule.reached(now) > terms.step();
  }

  boolean isRunning() {
    return !ended;
  }

  /** Ends the test: nothing more is judged, and the observations remain available. */
  void end() {
    ended = true;
  }

  /** Ends the test of a flag that was killed; when the flag is re-enabled, another test begins. */
  void kill() {
    ended = true;
    killed = true;
  }

  boolean isKilled() {
    return killed;
  }

  void end(GuardVerdict found) {
    verdict = found;
    ended = true;
    killed =
        switch (found.action()) {
          case KILLED, KILLED_HERE, KILLED_UNWRITTEN -> true;
          case HELD, HOLD_UNWRITTEN, TOLD -> false;
        };
  }

  /** Takes the result of a successful exchange. */
  void take(EvidenceExchange.Merged merged) {
    trial.take(merged);
    seen = merged.last();
    trouble = null;
    ended = ended || merged.said();
  }

  /** Returns the number of the last hit received, or -1. */
  long seen() {
    return seen;
  }

  /** Returns a new watch of the flag that shares nothing with the other nodes. */
  GuardedFlag apart() {
    return new GuardedFlag(flag, terms, null, since, true);
  }

  /** Returns a new watch of the flag that begins the test again. */
  GuardedFlag afresh(Instant now) {
    return new GuardedFlag(flag, terms, key, now, apart);
  }

  /** Returns whether other nodes have the same flag but this node cannot share with them. */
  boolean isApart() {
    return apart;
  }

  void trouble(@Nullable String why) {
    trouble = why;
  }

  /** Returns the evidence of the flag's users. */
  FlagEvidence evidence() {
    return evidence;
  }

  private void take(TestEvent event) {
    if (event.kind() == TestEvent.EventKind.EXPOSED) {
      trial.exposed(event);
    } else {
      trial.take(event);
    }
  }

  /** Returns whether a request that began at a time, in nanoseconds since 1970, counts. */
  boolean counts(long requestBegun) {
    return !ended && requestBegun >= begun;
  }

  /** Sets the guarded flags that require this one. */
  void dependents(List<String> flags) {
    dependents = flags;
  }

  /** Returns whether a failure in a request counts for a flag that requires this one. */
  boolean blames(Evaluation request) {
    for (String dependent : dependents) {
      if (request.decision(dependent).on()) {
        return true;
      }
    }
    return false;
  }

  /**
   * Adds a point to the curve, from the first user on. A curve that began long before the first
   * user would show little detail afterwards.
   */
  void sample(Instant now) {
    Point point = new Point(now, group(true), group(false));
    if (point.on().units() + point.off().units() > 0) {
      curve.add(point);
    }
  }

  RolloutArm group(boolean on) {
    Observations tally = trial.tally();
    return new RolloutArm(
        tally.units(on), tally.hits(Signal.ERRORS, on), tally.hits(Signal.SLOW, on));
  }

  /**
   * Returns whether a schedule may go on: each group has enough units, and there is nothing against
   * it.
   */
  boolean isQuiet(int min) {
    Observations tally = trial.tally();
    boolean enough = tally.units(true) >= min && tally.units(false) >= min;
    return isRunning() && note().isEmpty() && (enough || trial.groups() == 0);
  }

  GuardState state() {
    String note = note();
    Phase phase = !isRunning() ? Phase.ENDED : note.isEmpty() ? Phase.WATCHING : Phase.NOT_JUDGING;
    double evidence = trial.signals().stream().mapToDouble(trial.tally()::evidence).max().orElse(1);
    return new GuardState(
        name(),
        phase,
        note,
        since,
        trial.signals(),
        group(true),
        group(false),
        evidence,
        trial.limit(),
        curve.points(),
        verdict);
  }

  private String note() {
    if (trouble != null) {
      return trouble;
    }
    if (trial.signals().isEmpty() || trial.groups() == 0) {
      return "there is nothing to compare: "
          + (trial.groups() == 0 ? "no percentage between 0 and 100" : "no signal is on");
    }
    if (trial.tally().isUneven()) {
      return "the groups' sizes do not fit the percentage; find out why before you trust them";
    }
    return trial.isFull() ? "more users were hit than can be told apart" : "";
  }
}
