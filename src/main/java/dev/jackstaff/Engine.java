package dev.jackstaff;

import dev.jackstaff.internal.eval.CompiledFlags;
import dev.jackstaff.internal.eval.Place;
import dev.jackstaff.model.Decision;
import dev.jackstaff.model.Flag;
import dev.jackstaff.model.FlagOverride;
import dev.jackstaff.model.FlagSet;
import dev.jackstaff.model.InvalidFlagsException;
import dev.jackstaff.model.Kill;
import dev.jackstaff.store.FlagStore;
import dev.jackstaff.store.StoreStatus;
import dev.jackstaff.store.StoreStatus.State;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What all views of one {@link FeatureFlags} share. Sets arrive under a lock, in order, on the
 * store's thread; requests never meet the lock.
 */
final class Engine {
  private final InstantSource clock;
  private final long recentBytes;
  private final boolean closesStore;
  private final Faults faults = new Faults();
  private final Listeners listeners;
  private final Outsiders outsiders = new Outsiders(faults);
  private final EvidenceStream evidence = new EvidenceStream(faults);
  private final Changes changes = new Changes(faults);
  private final Instant made;
  private final DecisionTimers timers = new DecisionTimers(faults);
  private final RolloutLog rollouts = new RolloutLog();

  private final ReentrantLock arrivals = new ReentrantLock();
  private final List<FeatureFlags> views = new ArrayList<>();
  private final Deque<AutoCloseable> parts = new ConcurrentLinkedDeque<>();
  private final List<Scope> ears = new ArrayList<>();
  private List<FlagSource> others = List.of();
  private @Nullable FlagSource own;
  private boolean started;
  private @Nullable FlagStore store;
  private FlagStore.@Nullable Watch watch;
  private @Nullable ScheduledExecutorService ticker;
  private boolean closed;

  private volatile FlagSource source = new CompiledSource(CompiledFlags.of(FlagSet.empty(), 0));
  private volatile FlagSet definitions = FlagSet.empty();
  private volatile Map<String, FlagOverride> overrides = Map.of();

  /** The set as it came, without the kills of this process. */
  private FlagSet arrived = FlagSet.empty();

  private final Map<String, Kill> kills = new HashMap<>();

  Engine(
      InstantSource clock, List<RequestListener> listeners, long recentBytes, boolean closesStore) {
    this.clock = clock;
    this.listeners = new Listeners(listeners, faults);
    this.recentBytes = recentBytes;
    this.closesStore = closesStore;
    this.made = clock.instant();
  }

  /** For an engine that has no definitions of its own. */
  void use() {
    arrivals.lock();
    try {
      layOut();
    } finally {
      arrivals.unlock();
    }
  }

  /** Joins other systems, and follows them; before the first set, so that no change is missed. */
  void join(List<FlagSource> systems) {
    others = systems;
    FlagSource.Listener ear =
        new FlagSource.Listener() {
          @Override
          public void changed(Set<String> names) {
            changes.tell(heard(names));
          }

          @Override
          public void failed(String subject, String why) {
            faults.add(subject, why);
          }
        };
    others.forEach(other -> ears.add(other.listen(ear)));
  }

  private Set<String> heard(Set<String> names) {
    arrivals.lock();
    try {
      if (!started || closed) {
        return Set.of();
      }
      if (source instanceof JoinedSource joined && !joined.hasSameNames()) {
        layOut();
      }
      return names;
    } finally {
      arrivals.unlock();
    }
  }

  /** Lays all sources together, so that requests see them. */
  private void layOut() {
    FlagSource whole = own == null || !others.isEmpty() ? joined() : own;
    source = whole;
    started = true;
    views.forEach(view -> view.refresh(whole));
  }

  private FlagSource joined() {
    List<FlagSource> all = new ArrayList<>(others);
    if (own != null) {
      all.add(0, own);
    }
    JoinedSource joined = new JoinedSource(all, faults);
    // Later a mistake must not keep other changes out, a kill among them, so the first one stands.
    if (!started && !joined.problems().isEmpty()) {
      throw new InvalidFlagsException(joined.problems());
    }
    joined.problems().forEach(p -> faults.add(String.valueOf(p.subject()), p.message()));
    return joined;
  }

  /** Gives the names of the flags that may answer otherwise than before. */
  Set<String> use(FlagSet origin) {
    arrivals.lock();
    try {
      FlagSet set = withKills(origin);
      FlagSource compiled = new CompiledSource(CompiledFlags.of(set, recentBytes));
      // A step that was reached under the old set is said before the new one takes its place.
      // Both looks at one instant, so that no step falls between them.
      Instant now = now();
      Set<String> changed = rollouts.look(definitions, now, true);
      changed.addAll(Changes.between(definitions, set));
      own = compiled;
      layOut();
      arrived = origin;
      definitions = set;
      rollouts.look(set, now, false);
      watchSchedules(set);
      return Changes.withDependents(changed, set);
    } finally {
      arrivals.unlock();
    }
  }

  void follow(FlagStore origin) {
    store = origin;
    rollouts.silent(origin.announcesSteps());
    watch = origin.watch(set -> arrived(origin));
    arrivals.lock();
    try {
      // Read under the lock, so that a set that arrives meanwhile is not replaced by an older one.
      use(origin.flags());
    } finally {
      arrivals.unlock();
    }
  }

  /** Takes the newest set, whichever change this call was about. */
  private void arrived(FlagStore origin) {
    changes.tell(take(origin));
  }

  private Set<String> take(FlagStore origin) {
    arrivals.lock();
    try {
      FlagSet newest = origin.flags();
      if (!closed && !newest.equals(arrived)) {
        return use(newest);
      }
    } catch (InvalidFlagsException e) {
      faults.add("compiling a new set", e);
    } finally {
      arrivals.unlock();
    }
    return Set.of();
  }

  /** Until this process ends, whatever the store says. */
  void kill(String flag, Kill why) {
    Set<String> changed;
    arrivals.lock();
    try {
      kills.putIfAbsent(flag, why);
      changed = use(arrived);
    } finally {
      arrivals.unlock();
    }
    changes.tell(changed);
  }

  private FlagSet withKills(FlagSet origin) {
    FlagSet set = origin;
    for (Map.Entry<String, Kill> kill : kills.entrySet()) {
      Flag flag = set.find(kill.getKey()).orElse(null);
      if (flag != null && !flag.isKilled()) {
        set = set.with(flag.toBuilder().killed(kill.getValue()).build());
      }
    }
    return set;
  }

  private void watchSchedules(FlagSet set) {
    boolean scheduled = set.flags().stream().anyMatch(flag -> flag.schedule() != null);
    if (scheduled && ticker == null) {
      ticker = Executors.newSingleThreadScheduledExecutor(Engine::thread);
      var unused = ticker.scheduleWithFixedDelay(this::tick, 1, 1, TimeUnit.SECONDS);
    }
  }

  private static Thread thread(Runnable task) {
    Thread thread = new Thread(task, "jackstaff-schedules");
    thread.setDaemon(true);
    return thread;
  }

  /** Says which schedules have reached a step since the last look. */
  void tick() {
    changes.tell(stepped());
  }

  private Set<String> stepped() {
    arrivals.lock();
    try {
      return Changes.withDependents(rollouts.look(definitions, now(), true), definitions);
    } catch (RuntimeException | Error e) {
      faults.add("watching schedules", e);
      return Set.of();
    } finally {
      arrivals.unlock();
    }
  }

  Scope watch(Consumer<Set<String>> listener) {
    return changes.watch(listener);
  }

  void add(FeatureFlags view) {
    arrivals.lock();
    try {
      views.add(view);
      view.refresh(source);
    } finally {
      arrivals.unlock();
    }
  }

  /** The first view stands for the whole. */
  void close(FeatureFlags view) {
    boolean whole;
    arrivals.lock();
    try {
      whole = views.get(0).equals(view);
      if (!whole) {
        views.remove(view);
      }
    } finally {
      arrivals.unlock();
    }
    if (whole) {
      close();
    }
  }

  void tell(FinishedRequest request) {
    listeners.finished(request);
    evidence.offer(request);
  }

  void checked(Evaluation evaluation, Place place) {
    listeners.checked(evaluation, place);
  }

  Scope listen(CheckListener listener) {
    return listeners.add(listener);
  }

  Scope listen(OutsideListener listener) {
    return outsiders.add(listener);
  }

  boolean isHeardOutside() {
    return !outsiders.isEmpty();
  }

  void askedOutside(Decision decision, FlagSet set, Instant at) {
    outsiders.tell(decision, set, at);
  }

  void closing(AutoCloseable part) {
    parts.addFirst(part);
  }

  <T> Optional<T> part(Class<T> type) {
    return parts.stream().filter(type::isInstance).map(type::cast).findFirst();
  }

  private void closeParts() {
    for (AutoCloseable part : parts) {
      try {
        part.close();
      } catch (Exception e) {
        faults.add("closing " + part.getClass().getName(), e);
      }
    }
  }

  Scope override(Map<String, FlagOverride> wanted) {
    List<String> names = source.names();
    for (String name : wanted.keySet()) {
      if (!names.contains(name)) {
        throw new IllegalArgumentException(name + " is not defined; defined are " + names);
      }
    }
    arrivals.lock();
    try {
      if (!overrides.isEmpty()) {
        throw new IllegalStateException(
            "other overrides are in force: "
                + overrides.keySet()
                + "; tests that share an engine"
                + " run one after the other");
      }
      overrides = Map.copyOf(wanted);
    } finally {
      arrivals.unlock();
    }
    AtomicBoolean open = new AtomicBoolean(true);
    return () -> {
      // Closed twice, it must not end those of the next test.
      if (open.compareAndSet(true, false)) {
        overrides = Map.of();
      }
    };
  }

  Status status() {
    FlagStore origin = store;
    StoreStatus state = origin == null ? StoreStatus.ready(made) : origin.status();
    for (FlagSource other : others) {
      state = worse(state, other);
    }
    return new Status(state, faults.lines(), faults.unknown(), faults.rejected());
  }

  /** Stale if one of them is, since then and because of that. */
  private StoreStatus worse(StoreStatus known, FlagSource other) {
    try {
      StoreStatus status = other.status();
      if (known.state() != State.READY || status.state() == State.READY) {
        return known;
      }
      String reason = other.system() + ": " + status.reason();
      return new StoreStatus(State.STALE, status.since(), reason, known.faults());
    } catch (RuntimeException e) {
      faults.add("the status of " + other.system(), e);
      return known;
    }
  }

  void close() {
    ears.forEach(Scope::close);
    if (watch != null) {
      watch.close();
    }
    arrivals.lock();
    try {
      closed = true;
      if (ticker != null) {
        ticker.shutdownNow();
      }
    } finally {
      arrivals.unlock();
    }
    evidence.close();
    closeParts();
    if (store != null && closesStore) {
      store.close();
    }
  }

  Instant now() {
    return clock.instant();
  }

  boolean isObserved() {
    return evidence.isHeard() || !listeners.isEmpty();
  }

  EvidenceStream evidence() {
    return evidence;
  }

  FlagSource source() {
    return source;
  }

  FlagSet definitions() {
    return definitions;
  }

  Optional<FlagStore> store() {
    return Optional.ofNullable(store);
  }

  Map<String, FlagOverride> overrides() {
    return overrides;
  }

  Faults faults() {
    return faults;
  }

  DecisionTimers timers() {
    return timers;
  }
}
