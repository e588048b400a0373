package dev.jackstaff.guard;

import dev.jackstaff.VisitorProof;
import dev.jackstaff.guard.TestEvent.EventKind;
import dev.jackstaff.model.Decision;
import dev.jackstaff.model.Flag;
import dev.jackstaff.model.Guard;
import dev.jackstaff.model.Reason;
import dev.jackstaff.model.Source;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.Consumer;

/**
 * Turns the requests of one flag's users into the events of its test. A unit is exposed when the
 * code of a request first checks the flag for it; from then on each of its requests counts, whether
 * it checks the flag or not, as long as the unit stays in its arm. Requests are received in the
 * order of their beginnings. Not thread-safe.
 */
final class FlagEvidence {
  /** The stratum and arm of an assignment, as one number; negative if it does not count. */
  private static final int NONE = -1;

  /** The assignment of a unit that an audience of the schedule was released to. */
  private static final int AUDIENCE = Integer.MAX_VALUE;

  private static final int MAX_ARMS = 1 << 16;

  private final Guard guard;
  private final double[] percentages;
  private final List<String> variants;
  private final List<String> metrics;
  private final Consumer<TestEvent> sink;

  /** The facts about the units, each under a key of its own, in one filter to bound the memory. */
  private final UnitFilter known = new UnitFilter();

  private final RecentHits hits;
  private final MetricWindows windows;
  private final AddressLimit addresses;
  private final UncountedVisitors visitors = new UncountedVisitors();

  /** The exposures of other nodes that are later than the last outcome taken here. */
  private final PriorityQueue<ForeignExposure> arrivals = new PriorityQueue<>();

  private long exposures;
  private int audienceUnits;
  private int audienceFailing;
  private long last = Long.MIN_VALUE;
  private long closed = Long.MIN_VALUE;

  /** The facts about a unit. */
  private enum UnitFact {
    /** Its exposure was reported, perhaps while the request that exposed it is still open. */
    REPORTED(1),
    /** It was exposed before the requests that are taken now. */
    EXPOSED(2),
    /** Its first outcome was taken. */
    COUNTED(3),
    /** It is of an audience, and a request of it failed. */
    FAILING(4);

    private final int code;

    UnitFact(int code) {
      this.code = code;
    }
  }

  private record ForeignExposure(long at, long key) implements Comparable<ForeignExposure> {
    @Override
    public int compareTo(ForeignExposure other) {
      return Long.compare(at, other.at);
    }
  }

  /**
   * Creates an empty one.
   *
   * @param percentages the percentages that may decide, each over 0 and under 100, ascending
   * @param sink receives the events
   */
  FlagEvidence(Flag flag, Guard guard, double[] percentages, Consumer<TestEvent> sink) {
    this.guard = guard;
    this.percentages = percentages.clone();
    this.variants = flag.variants().stream().map(variant -> variant.name()).toList();
    this.metrics = new ArrayList<>(guard.metrics().keySet());
    this.windows = new MetricWindows(guard.window().toNanos());
    this.addresses = new AddressLimit(guard.perAddress());
    this.sink = sink;
    this.hits = new RecentHits(guard.patience().toNanos());
  }

  /** Sets the memory that is shared with other flags, before anything is counted. */
  void budget(FilterBudget shared) {
    known.budget(shared);
  }

  /** Forgets the units, so that other flags can use the memory; nothing more is counted. */
  void release() {
    known.clear();
  }

  /** Returns the stratum and arm of a decision, or a negative number if it was not drawn. */
  int assignment(Decision decision) {
    if (decision.source() == Source.USER || decision.source() == Source.OVERRIDE) {
      return NONE;
    }
    int stratum = stratum(decision);
    if (stratum >= 0) {
      return assignment(stratum, arm(decision));
    }
    boolean audience = decision.source() == Source.SCHEDULE && decision.percentage() == null;
    return audience ? AUDIENCE : NONE;
  }

  /** Returns a stratum and an arm as one number. */
  static int assignment(int stratum, int arm) {
    return stratum * MAX_ARMS + arm;
  }

  private int stratum(Decision decision) {
    Double percentage = decision.percentage();
    if (percentage != null) {
      for (int i = 0; i < percentages.length; i++) {
        if (percentages[i] == percentage) {
          return i;
        }
      }
    }
    boolean whole = percentage == null || percentage >= 100;
    boolean drawn = decision.reason() == Reason.SPLIT && variants.size() > 1;
    return whole && drawn && arm(decision) > 0 ? percentages.length : NONE;
  }

  /** Returns 0 for a unit that is not within the percentage; a variant that is off is within it. */
  private int arm(Decision decision) {
    if (variants.isEmpty()) {
      return decision.on() ? 1 : 0;
    }
    String variant = decision.variant();
    return variant == null ? 0 : 1 + variants.indexOf(variant);
  }

  /**
   * Records that a request has checked the flag.
   *
   * @param at the time of the request's beginning
   * @param address the hash of the client's address, or 0 if it is not known
   */
  void checked(int assignment, long unit, long at, long address) {
    if (assignment == AUDIENCE) {
      audienceUnits += known.add(key(UnitFact.EXPOSED, assignment, unit)) ? 1 : 0;
    } else if (known.add(key(UnitFact.REPORTED, assignment, unit))) {
      exposures++;
      TestEvent event = event(EventKind.EXPOSED, at, unit, assignment, 0);
      if (!metrics.isEmpty()) {
        windows.open(event, address);
      }
      sink.accept(event);
    }
  }

  /** Records that a request of a visitor who does not count has checked the flag. */
  void checkedUncounted(int assignment, long unit, VisitorProof proof) {
    if (assignment != AUDIENCE) {
      visitors.checked(unit, key(UnitFact.EXPOSED, assignment, unit), proof);
    }
  }

  /** Returns why not all users count as intended, or an empty text. */
  String limits() {
    String note = visitors.note(exposures);
    return note.isEmpty() ? addresses.note() : note;
  }

  /** Takes an event of another node. */
  void elsewhere(TestEvent event) {
    switch (event.kind()) {
      case EXPOSED -> exposedElsewhere(event);
      case HIT -> hits.isNew(event.unit(), event.detail(), event.at());
      case RECOVERED -> hits.hasRecovered(event.unit(), event.detail(), event.at());
      case FIRST -> throw new IllegalArgumentException(event.toString());
    }
  }

  private void exposedElsewhere(TestEvent event) {
    int assignment = assignment(event.stratum(), event.arm());
    long key = key(UnitFact.EXPOSED, assignment, event.unit());
    if (!metrics.isEmpty()) {
      windows.open(event, 0);
    }
    known.add(key(UnitFact.REPORTED, assignment, event.unit()));
    if (event.at() <= last) {
      known.add(key);
    } else {
      arrivals.add(new ForeignExposure(event.at(), key));
    }
  }

  /** The outcome of a request; one object serves all requests of a thread. */
  static final class RequestOutcome {
    /** The time of the request's beginning, in nanoseconds since 1970. */
    long begun;

    /** True if the request has checked the flag. */
    boolean checked;

    /** True if the request failed. */
    boolean failed;

    /** The request's duration. */
    long nanos;

    /** The hash of the client's address, or 0 if it is not known. */
    long address;
  }

  /** Counts the outcome of a request if its unit was exposed before it or by it. */
  void ended(int assignment, long unit, RequestOutcome outcome) {
    arrive(outcome.begun);
    long key = key(UnitFact.EXPOSED, assignment, unit);
    addresses.served(outcome.address);
    if (outcome.checked) {
      known.add(key);
    } else if (visitors.wasExposed(key) && !known.contains(key)) {
      checked(assignment, unit, outcome.begun, outcome.address);
      known.add(key);
    } else if (!known.contains(key)) {
      return;
    }
    boolean failed = guard.errors() && outcome.failed;
    boolean slow = guard.slow() != null && outcome.nanos > guard.slow().toNanos();
    if (assignment == AUDIENCE) {
      boolean counts = (failed || slow) && known.add(key(UnitFact.FAILING, assignment, unit));
      audienceFailing += counts ? 1 : 0;
      return;
    }
    if ((failed || slow) && !addresses.admits(unit, outcome.address, TestSignal.ERRORS)) {
      // A later request that goes well is not its first outcome either.
      known.add(key(UnitFact.COUNTED, assignment, unit));
      return;
    }
    if (known.add(key(UnitFact.COUNTED, assignment, unit))) {
      int detail = LatencyGrid.index(outcome.nanos) << 1 | (outcome.failed ? 1 : 0);
      sink.accept(event(EventKind.FIRST, outcome.begun, unit, assignment, detail));
    }
    hit(failed, TestSignal.ERRORS, assignment, unit, outcome.begun);
    hit(slow, TestSignal.SLOW, assignment, unit, outcome.begun);
  }

  private void arrive(long begun) {
    last = begun;
    for (ForeignExposure next = arrivals.peek();
        next != null && next.at() <= begun;
        next = arrivals.peek()) {
      known.add(next.key());
      arrivals.remove();
    }
  }

  private void hit(boolean is, int signal, int assignment, long unit, long at) {
    if (is && hits.isNew(unit, signal, at)) {
      sink.accept(event(EventKind.HIT, at, unit, assignment, signal));
    } else if (!is && hits.hasRecovered(unit, signal, at)) {
      sink.accept(event(EventKind.RECOVERED, at, unit, assignment, signal));
    }
  }

  /** Records an action of a unit. */
  void tracked(String event, long unit, long at) {
    int metric = metrics.indexOf(event);
    if (metric >= 0) {
      windows.record(unit, metric, at);
    }
  }

  /**
   * Closes the windows that are over.
   *
   * @param front the time before which all events were passed on
   */
  void close(long now, long front) {
    windows.close(now, (window, metric) -> did(window, metric, Math.min(front, now)));
    closed = now;
  }

  /** Returns the time up to which the windows were closed, in nanoseconds since 1970. */
  long closedUntil() {
    return closed;
  }

  private void did(MetricWindows.Window window, int metric, long latest) {
    TestEvent exposure = window.exposure();
    int signal = TestSignal.FIRST_METRIC + metric;
    if (addresses.admits(exposure.unit(), window.address(), signal)) {
      long at = Math.max(windows.end(exposure), latest);
      sink.accept(
          new TestEvent(
              EventKind.HIT, at, exposure.unit(), exposure.stratum(), exposure.arm(), signal));
    }
  }

  boolean hasMetrics() {
    return !metrics.isEmpty();
  }

  /** Returns the number of units of the schedule's audiences that have checked the flag. */
  int audienceUnits() {
    return audienceUnits;
  }

  /** Returns the number of those of which a request failed or was slow. */
  int audienceFailing() {
    return audienceFailing;
  }

  private static TestEvent event(EventKind kind, long at, long unit, int assignment, int detail) {
    return new TestEvent(kind, at, unit, assignment / MAX_ARMS, assignment % MAX_ARMS, detail);
  }

  private static long key(UnitFact fact, int assignment, long unit) {
    long part = (long) assignment * UnitFact.values().length + fact.code;
    return UnitHash.mix(unit, part);
  }
}
