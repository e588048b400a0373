package dev.jackstaff.guard;

import dev.jackstaff.Evaluation;
import dev.jackstaff.guard.GuardState.Phase;
import dev.jackstaff.guard.GuardState.Point;
import dev.jackstaff.model.Flag;
import dev.jackstaff.model.Guard;
import dev.jackstaff.model.Schedule;
import java.time.Instant;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One flag under test. Guarded by its guard's lock. */
final class GuardedFlag {
  /** The phases that keep the guard from judging, the most telling first. */
  private static final List<Phase> ORDER =
      List.of(Phase.DEAD, Phase.ISOLATED, Phase.SHARED_SALT, Phase.NOT_JUDGING);

  private final Flag flag;
  private final TestKey terms;
  private final ComparedArms test;
  private final SharedTest shared;
  private final Instant since;
  private final boolean apart;
  private final FlagEvidence evidence;
  private final long begun;
  private boolean waiting;
  private final TimeSeries curve = new TimeSeries();
  private List<String> dependents = List.of();
  private @Nullable GuardVerdict verdict;
  private boolean ended;
  private boolean killed;
  private final Map<Phase, String> troubles = new EnumMap<>(Phase.class);
  private boolean withdrew;
  private long marked;

  /**
   * Creates a test.
   *
   * @param shared the events that this node counts, and those of all nodes
   * @param apart whether the other nodes have the same flag but this node may not share with them
   */
  GuardedFlag(Flag flag, TestKey terms, SharedTest shared, boolean apart, Instant since) {
    this.apart = apart;
    this.flag = flag;
    this.terms = terms;
    this.shared = shared;
    this.since = since;
    this.test = new ComparedArms(terms);
    this.evidence = new FlagEvidence(flag, guard(), terms.groups(), shared::offer);
    this.begun = OpenRequests.nanos(since);
  }

  /** Creates a test that cannot begin yet: it counts nothing and judges nothing. */
  static GuardedFlag waiting(Flag flag, TestKey terms, Instant since) {
    GuardedFlag waiting =
        new GuardedFlag(flag, terms, new SharedTest(flag.name(), ""), false, since);
    waiting.waiting = true;
    return waiting;
  }

  /** Returns whether the test cannot begin yet. */
  boolean isWaiting() {
    return waiting;
  }

  TestKey terms() {
    return terms;
  }

  ComparedArms test() {
    return test;
  }

  SharedTest shared() {
    return shared;
  }

  Flag flag() {
    return flag;
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

  /**
   * Returns whether this test has ended and the flag as it is now has another one, which begins at
   * the next look: somebody has re-enabled or changed it, or removed its guard.
   *
   * @param present the flag as it is now
   * @param retried whether its action is still to be written
   */
  boolean isOver(Flag present, Instant now, boolean retried) {
    if (!ended || present.isKilled()) {
      return false;
    }
    TestKey next = TestKey.of(present, now);
    return killed || (!retried && !terms.equals(next));
  }

  /** Returns whether the schedule has moved on from the step at which it was judged. */
  boolean hasMovedOn(Instant now) {
    Schedule schedule = flag.schedule();
    return schedule != null && schedule.reached(now) > terms.step();
  }

  boolean isRunning() {
    return !ended;
  }

  /** Returns whether this running test exchanges these events. */
  boolean has(SharedTest events) {
    return !ended && shared.equals(events);
  }

  /** Returns whether this running test counts by these units. */
  boolean counts(FlagEvidence units) {
    return !ended && evidence.equals(units);
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

  /** Takes what was exchanged. A node that shares nothing takes its own events. */
  void take() {
    if (apart) {
      shared.receiveOwn();
    }
    shared.takeExposures(test::exposed);
    shared.takeRemote(evidence::elsewhere);
    shared.takeOutcomes(test::take);
    test.observe(shared.receivedUntil(evidence.closedUntil()));
  }

  /** Returns whether other nodes have the same flag but this node cannot share with them. */
  boolean isApart() {
    return apart;
  }

  /**
   * Records the reason for a phase, or, with an empty text, that there is none any more. Several
   * may be there at once.
   */
  void trouble(Phase phase, String why) {
    if (why.isEmpty()) {
      troubles.remove(phase);
    } else {
      troubles.put(phase, why);
    }
  }

  /** Returns the evidence of the flag's users. */
  FlagEvidence evidence() {
    return evidence;
  }

  /** Returns whether a request that began at a time, in nanoseconds since 1970, counts. */
  boolean counts(long requestBegun) {
    return !ended && !waiting && requestBegun >= begun;
  }

  /** Records that a request, by its number, has checked the flag. */
  void mark(long request) {
    marked = request;
  }

  boolean isMarked(long request) {
    return marked == request;
  }

  /** Sets the guarded flags that require this one. */
  void dependents(List<String> flags) {
    dependents = flags;
  }

  /** Returns whether a failure in a request counts for a flag that requires this one. */
  boolean countsFailureOf(Evaluation request) {
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
    Point point = new Point(now, group(true), group(false), test.evidence());
    if (point.on().units() + point.off().units() > 0) {
      curve.add(point);
    }
  }

  RolloutArm group(boolean on) {
    return test.group(on);
  }

  /** Returns the harm of a flag that cannot be told apart from this one, in this one's numbers. */
  ComparedArms.Harm like(ComparedArms.Harm other) {
    return harm(other.signal());
  }

  /** Returns the strongest comparison as harm, also if this node knows of none. */
  ComparedArms.Harm known() {
    ComparedArms.Harm strongest = test.strongest();
    return strongest == null ? harm(Signal.ERRORS) : strongest;
  }

  private ComparedArms.Harm harm(Signal signal) {
    return new ComparedArms.Harm(signal, null, null, group(true), group(false), test.evidence());
  }

  /** Returns the factor by which the limit is higher now. */
  double factor() {
    return troubles.containsKey(Phase.SATURATED) ? OutcomeTest.UNEVEN_FACTOR : 1;
  }

  /** Returns whether the evidence may be judged now. */
  boolean isJudged() {
    return !ended
        && !troubles.containsKey(Phase.SHARED_SALT)
        && !troubles.containsKey(Phase.ISOLATED);
  }

  /**
   * Returns whether a schedule may go on: each group has enough units, by all signals that count,
   * there is nothing against it, and more additional failing users than the tolerance are excluded.
   */
  boolean isQuiet(int min) {
    boolean enough = has(group(true), min) && has(group(false), min);
    boolean compared = test.comparesAnything() && enough && test.isWithinTolerance();
    return isSound() && (compared || (!terms.hasGroups() && isAudienceQuiet()));
  }

  private boolean has(RolloutArm group, int min) {
    return group.units() >= min
        && test.signals().stream().allMatch(signal -> group.units(signal) >= min);
  }

  /**
   * Returns whether nothing has failed for the audience of the schedule, and somebody was there to
   * notice. An audience is no random sample, so there is nothing that it could be compared with.
   */
  private boolean isAudienceQuiet() {
    Schedule schedule = flag.schedule();
    boolean audience = schedule != null && !schedule.audiences(terms.step()).isEmpty();
    return !audience || (evidence.audienceUnits() > 0 && evidence.audienceFailing() == 0);
  }

  /** Returns what the audience of a phase without groups has met, or null if there is none. */
  @Nullable String audience() {
    Schedule schedule = flag.schedule();
    return terms.hasGroups() || schedule == null || schedule.audiences(terms.step()).isEmpty()
        ? null
        : evidence.audienceFailing() + " of " + evidence.audienceUnits() + " users failed";
  }

  /** Returns whether the guard judges without reservations, or has nothing to compare. */
  boolean isSound() {
    return !ended && troubles.isEmpty() && !test.isUneven();
  }

  /**
   * Returns whether a granted step is to be withdrawn: once for each time in which the guard does
   * not judge without reservations, so that somebody may grant the step nevertheless.
   */
  boolean withdraws() {
    boolean now = !ended && !isSound();
    withdrew &= now;
    return now && !withdrew;
  }

  /** Records that a granted step was withdrawn. */
  void withdrawn() {
    withdrew = true;
  }

  Phase phase() {
    if (ended) {
      return Phase.ENDED;
    }
    for (Phase phase : ORDER) {
      if (troubles.containsKey(phase)) {
        return phase;
      }
    }
    if (!test.comparesAnything()) {
      return Phase.NOT_JUDGING;
    }
    return test.isUneven()
        ? Phase.UNEVEN
        : troubles.containsKey(Phase.SATURATED)
            ? Phase.SATURATED
            : troubles.containsKey(Phase.LIMITED) ? Phase.LIMITED : Phase.WATCHING;
  }

  GuardState state() {
    return new GuardState(
        name(),
        phase(),
        note(),
        since,
        test.signals(),
        group(true),
        group(false),
        test.variants(),
        test.evidence(),
        test.limit(factor()),
        test.maxRatio(),
        test.maxDifference(),
        curve.points(),
        verdict);
  }

  /** Returns all reasons, the one of the phase first. */
  String note() {
    Set<String> notes = new LinkedHashSet<>();
    for (Phase phase : ORDER) {
      if (troubles.containsKey(phase)) {
        notes.add(troubles.get(phase));
      }
    }
    if (!test.comparesAnything()) {
      String audience = audience();
      notes.add(
          audience != null
              ? "an audience is no random sample, so nothing is compared: " + audience
              : "there is nothing to compare: "
                  + (test.signals().isEmpty()
                      ? "no signal is on"
                      : "no percentage between 0 and 100"));
    }
    if (test.isUneven()) {
      notes.add("the groups' sizes do not fit the percentage; find out why before you trust them");
    }
    for (Phase phase : List.of(Phase.SATURATED, Phase.LIMITED)) {
      if (troubles.containsKey(phase)) {
        notes.add(troubles.get(phase));
      }
    }
    return String.join("; ", notes);
  }
}
