package dev.jackstaff.guard;

import dev.jackstaff.EvidenceListener;
import dev.jackstaff.RequestRecord;
import dev.jackstaff.TrackedEvent;
import dev.jackstaff.VisitorProof;
import dev.jackstaff.guard.FlagEvidence.RequestOutcome;
import dev.jackstaff.guard.OpenRequests.OpenRequest;
import dev.jackstaff.model.BucketingId;
import dev.jackstaff.model.Decision;
import dev.jackstaff.model.User;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.Lock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Counts the requests of all users of the guarded flags. It follows each request from its beginning
 * and passes its checks and its outcome on to the flags under test. Called on one thread, except
 * for {@link #watch}.
 */
final class OutcomeCounter implements EvidenceListener {
  /** The time without requests after which a node is at rest. */
  private static final long MAX_PAUSE_NANOS = 2_000_000_000L;

  /** The longest time that a request may take from its beginning to the queue. */
  private static final long LAG_NANOS = 1_000_000_000L;

  private final Lock lock;
  private final Supplier<Instant> clock;
  private final List<TrackedEvent> actions = new ArrayList<>();
  private volatile long front = EventExchange.IDLE;
  private long active;
  private volatile List<PatienceGroup> groups = List.of();

  /**
   * Creates a counter without flags.
   *
   * @param lock guards the flags; held only while one request is counted
   * @param clock the engine's clock
   */
  OutcomeCounter(Lock lock, Supplier<Instant> clock) {
    this.lock = lock;
    this.clock = clock;
  }

  /**
   * Counts for these flags from now on, and no others. Called under the lock. The open requests are
   * kept as long as a flag has the same patience.
   */
  void watch(Iterable<GuardedFlag> flags) {
    Map<Duration, PatienceGroup> byPatience = new HashMap<>();
    for (GuardedFlag flag : flags) {
      byPatience.computeIfAbsent(flag.guard().patience(), this::group).add(flag);
    }
    groups = List.copyOf(byPatience.values());
  }

  private PatienceGroup group(Duration patience) {
    for (PatienceGroup group : groups) {
      if (group.requests.patience().equals(patience)) {
        return new PatienceGroup(group.requests);
      }
    }
    return new PatienceGroup(new OpenRequests(patience));
  }

  /** Returns the number of requests that were not counted because too many were open. */
  long dropped() {
    return groups.stream().mapToLong(group -> group.requests.dropped()).sum();
  }

  @Override
  public void begun(RequestRecord request) {
    active = Math.max(active, OpenRequests.nanos(request.begun()));
    for (PatienceGroup group : groups) {
      group.requests.add(request);
    }
  }

  @Override
  public void tracked(TrackedEvent event) {
    // A user's action may arrive before the check that exposed the user was seen.
    actions.add(event);
  }

  @Override
  public void idle() {
    Instant now = clock.get();
    long open = Long.MAX_VALUE;
    for (PatienceGroup group : groups) {
      group.advance(now);
      open = Math.min(open, group.requests.front());
    }
    actions.clear();
    front = front(open, OpenRequests.nanos(now));
  }

  private long front(long open, long now) {
    if (open != Long.MAX_VALUE) {
      active = now;
      return open - 1;
    }
    boolean rests = now - active > MAX_PAUSE_NANOS || now < active;
    return rests ? EventExchange.IDLE : now - LAG_NANOS;
  }

  /**
   * Returns the time up to which all events were passed on, in nanoseconds since 1970, or {@link
   * EventExchange#IDLE} if there were no requests for a while.
   */
  long front() {
    return front;
  }

  /** The flags with one patience. */
  private final class PatienceGroup implements OpenRequests.RequestTaker {
    private final OpenRequests requests;
    private final Map<String, GuardedFlag> byName = new HashMap<>();
    private final List<GuardedFlag> flags = new ArrayList<>();
    private final RequestOutcome outcome = new RequestOutcome();
    private long number;
    private final Consumer<Decision> checks = this::checked;
    private final Consumer<Decision> marks = this::mark;
    private @Nullable OpenRequest current;

    /** The attribute whose hash and proof were found last, for the current request. */
    private @Nullable String attribute;

    private long unit;
    private VisitorProof proof = VisitorProof.NO_VISITOR;

    PatienceGroup(OpenRequests requests) {
      this.requests = requests;
    }

    void add(GuardedFlag flag) {
      flags.add(flag);
      byName.put(flag.name(), flag);
    }

    void advance(Instant now) {
      requests.advance(now, this);
      long at = OpenRequests.nanos(now);
      locked(() -> metrics(at));
    }

    private void metrics(long now) {
      for (GuardedFlag flag : flags) {
        if (flag.isRunning() && flag.evidence().hasMetrics()) {
          for (TrackedEvent action : actions) {
            long user = unit(action.user(), flag.terms().bucketBy());
            if (user != 0) {
              flag.evidence().tracked(action.name(), user, OpenRequests.nanos(action.at()));
            }
          }
          flag.evidence().close(now, requests.front());
        }
      }
    }

    @Override
    public void checked(OpenRequest request) {
      begin(request);
      locked(() -> request.record().forEachChecked(checks));
    }

    private void checked(Decision decision) {
      GuardedFlag flag = byName.get(decision.flag());
      OpenRequest request = current;
      if (flag != null && request != null && flag.counts(request.begun())) {
        int assignment = flag.evidence().assignment(decision);
        long known = assignment < 0 ? 0 : unit(request, flag);
        if (known != 0 && proof.isTrusted()) {
          long address = request.record().address();
          flag.evidence().checked(assignment, known, request.begun(), address);
        } else if (known != 0) {
          flag.evidence().checkedUncounted(assignment, known, proof);
        }
      }
    }

    @Override
    public void ended(OpenRequest request, boolean failed, long nanos) {
      begin(request);
      number++;
      request.record().forEachChecked(marks);
      locked(() -> flags.forEach(flag -> ended(flag, request, failed, nanos)));
      current = null;
    }

    private void mark(Decision decision) {
      GuardedFlag flag = byName.get(decision.flag());
      if (flag != null) {
        flag.mark(number);
      }
    }

    private void ended(GuardedFlag flag, OpenRequest request, boolean failed, long nanos) {
      if (!flag.counts(request.begun())) {
        return;
      }
      Decision decision = request.record().evaluation().decision(flag.name());
      int assignment = flag.evidence().assignment(decision);
      long known = assignment < 0 ? 0 : unit(request, flag);
      if (known != 0 && proof.isTrusted()) {
        boolean other = flag.countsFailureOf(request.record().evaluation());
        outcome.begun = request.begun();
        outcome.checked = flag.isMarked(number);
        outcome.failed = failed && !other;
        outcome.nanos = other ? 0 : nanos;
        outcome.address = request.record().address();
        flag.evidence().ended(assignment, known, outcome);
      }
    }

    private void begin(OpenRequest request) {
      current = request;
      attribute = null;
    }

    private long unit(OpenRequest request, GuardedFlag flag) {
      String by = flag.terms().bucketBy();
      if (!by.equals(attribute)) {
        unit = unit(request.record().evaluation().user(), by);
        proof = request.record().proof(by);
        attribute = by;
      }
      return unit;
    }

    private static long unit(User user, String by) {
      String id = BucketingId.of(user.attribute(by));
      return id == null ? 0 : UnitHash.hash(id);
    }

    private void locked(Runnable task) {
      lock.lock();
      try {
        task.run();
      } finally {
        lock.unlock();
      }
    }
  }
}
