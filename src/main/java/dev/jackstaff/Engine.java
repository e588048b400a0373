package dev.jackstaff;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import dev.jackstaff.internal.Daemons;
import dev.jackstaff.internal.Listeners.Urgent;
import dev.jackstaff.internal.eval.CompiledFlags;
import dev.jackstaff.internal.json.ValueConverter;
import dev.jackstaff.model.Flag;
import dev.jackstaff.model.FlagOverride;
import dev.jackstaff.model.FlagSet;
import dev.jackstaff.model.InvalidFlagsException;
import dev.jackstaff.model.Kill;
import dev.jackstaff.store.FlagStore;
import dev.jackstaff.store.StoreStatus;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The state that all views of one {@link FeatureFlags} instance share. Sets are taken in
 * {@linkplain Turns turns}, on the store's thread. Their kills, and those of this process, are in
 * force before that, so that no kill waits for a set that is being compiled. Requests never take
 * the lock, and nothing is compiled and no foreign code runs while it is held: stores, other flag
 * systems and listeners are called before or after, and the result of an older reading never
 * replaces that of a newer one.
 */
final class Engine {
  private static final long RETRY_MILLIS = 1_000;

  private final InstantSource clock;
  private final long recentBytes;
  private final boolean closesStore;
  private final FaultLog faults = new FaultLog();
  private final Observers observers;
  private final EvidenceStream evidence = new EvidenceStream(faults);
  private final Changes changes = new Changes(faults);
  private final Instant made;
  private final RolloutLog rollouts = new RolloutLog();
  private final LocalKills kills = new LocalKills();
  private final Overrides overrides = new Overrides();
  private final Daemons threads = new Daemons("jackstaff-schedules");
  private final Turns turns =
      new Turns(threads.pool(), changes::deliver, e -> faults.add("taking a new set", e));
  private final ValueConverter values = new ValueConverter();

  /** Held while a set is compiled, by a turn or for the first set. */
  private final ReentrantLock compiling = new ReentrantLock();

  /** Numbers the readings of a store, so that the newer of two can be told. */
  private final AtomicLong readings = new AtomicLong();

  private final ReentrantLock arrivals = new ReentrantLock();
  private final Publication publication =
      new Publication(arrivals, kills, faults, names -> changes.deliver(names));
  private final Deque<AutoCloseable> parts = new ConcurrentLinkedDeque<>();
  private @Nullable FlagStore store;
  private FlagStore.@Nullable Watch watch;
  private FlagStore.@Nullable Watch delivery;
  private @Nullable ScheduledExecutorService ticker;
  private boolean watching;
  private boolean retrying;
  private boolean closed;

  private volatile BiFunction<FlagSet, Long, CompiledFlags> compiler = CompiledFlags::of;
  private volatile FlagSet definitions = FlagSet.empty();

  /** The set as the store returned it, without the kills of this process. */
  private FlagSet arrived = FlagSet.empty();

  /** The number of the last reading that was taken. */
  private long taken = -1;

  Engine(
      InstantSource clock, List<RequestListener> listeners, long recentBytes, boolean closesStore) {
    this.clock = clock;
    this.observers = new Observers(listeners, faults);
    this.recentBytes = recentBytes;
    this.closesStore = closesStore;
    this.made = clock.instant();
  }

  /** Replaces the compiler, which receives a set and the bytes for recent decisions; for tests. */
  void compileWith(BiFunction<FlagSet, Long, CompiledFlags> other) {
    compiler = other;
  }

  /** Starts an engine that has no definitions of its own. */
  void use() {
    publication.layOut();
  }

  /**
   * Joins other systems and follows them. Called before the first set, so that no change is missed.
   */
  void join(List<FlagSource> systems) {
    publication.join(systems);
  }

  void add(FeatureFlags view) {
    publication.add(view);
  }

  /** Takes a set; returns the names of the flags whose decisions may have changed. */
  Set<String> use(FlagSet origin) {
    return use(origin, readings.incrementAndGet(), false);
  }

  /** Takes a set unless a later reading was taken or, on demand, the set is in use already. */
  private Set<String> use(FlagSet origin, long reading, boolean onlyIfNew) {
    Set<String> changed;
    Set<String> left;
    compiling.lock();
    try {
      Set<String> copies = kills.copies(reading);
      if (!isWanted(origin, reading, onlyIfNew && copies.isEmpty())) {
        return Set.of();
      }
      left = kills.in(origin);
      changed = compile(origin, kills.over(origin, copies), true);
    } finally {
      compiling.unlock();
    }
    publication.layOut();
    kills.giveBack(reading);
    Set<String> all = new LinkedHashSet<>(changed);
    all.addAll(leaveToStore(left, origin));
    return all;
  }

  private boolean isWanted(FlagSet origin, long reading, boolean onlyIfNew) {
    arrivals.lock();
    try {
      boolean same =
          publication.isSeen() && origin.equals(arrived) && kills.over(origin).equals(definitions);
      if (closed || reading < taken || (onlyIfNew && same)) {
        return false;
      }
      taken = reading;
      return true;
    } finally {
      arrivals.unlock();
    }
  }

  /**
   * Forgets the kills that the store has as well, once the store's set is in use, so that either
   * the store's kill or the local one is in force at every moment. A later set may have been
   * compiled with these kills although the flag is re-enabled in it, so that set is compiled again.
   */
  private Set<String> leaveToStore(Set<String> left, FlagSet origin) {
    boolean again;
    arrivals.lock();
    try {
      again = kills.remove(left) && !origin.equals(arrived);
    } finally {
      arrivals.unlock();
    }
    return again ? compileAgain(left) : Set.of();
  }

  /** Compiles a set; while it is compiled, no lock is held that other threads wait for. */
  private Set<String> compile(FlagSet origin, FlagSet set, boolean isNew) {
    FlagSource compiled = new CompiledSource(compiler.apply(set, recentBytes));
    arrivals.lock();
    try {
      // A step that was reached under the old set is logged before the new set replaces it. Both
      // comparisons use one instant, so that no step falls between them.
      Instant now = now();
      Set<String> changed = rollouts.look(definitions, now, true);
      changed.addAll(Changes.between(definitions, set));
      publication.replace(compiled);
      arrived = origin;
      definitions = set;
      rollouts.look(set, now, false);
      watchSchedules(set);
      Set<String> all = Changes.withDependents(changed, set);
      if (isNew) {
        publication.unseen(all);
      }
      return all;
    } finally {
      arrivals.unlock();
    }
  }

  void follow(FlagStore origin) {
    store = origin;
    rollouts.silent(origin.announcesSteps());
    watch = origin.watch(new Arrivals(origin));
    // A watch of its own, so that a listener that does not return delays no later set.
    delivery = origin.watch(set -> changes.deliver());
    use(origin.flags());
  }

  /**
   * Takes the newest set of the store, whichever change the call was about. Called before other
   * watchers.
   */
  private final class Arrivals implements Consumer<FlagSet>, Urgent {
    private final FlagStore origin;

    Arrivals(FlagStore origin) {
      this.origin = origin;
    }

    @Override
    public void accept(FlagSet set) {
      arm(SetReading.of(origin, readings));
      inTurn(() -> take(origin));
    }
  }

  /** Compiles and joins on this thread, or after another thread that is doing so. */
  private void inTurn(Supplier<Set<String>> work) {
    turns.run(() -> changes.enqueue(work.get()));
  }

  private Set<String> take(FlagStore origin) {
    SetReading newest = SetReading.of(origin, readings);
    arm(newest);
    try {
      return use(newest.set(), newest.number(), true);
    } catch (InvalidFlagsException e) {
      faults.add("compiling a new set", e);
    } catch (RuntimeException | Error e) {
      // No other call delivers this set again.
      faults.add("compiling a new set", e);
      takeSoon(origin);
    }
    return kills.over(arrived()).equals(definitions) ? Set.of() : compileAgain(Set.of());
  }

  private FlagSet arrived() {
    arrivals.lock();
    try {
      return arrived;
    } finally {
      arrivals.unlock();
    }
  }

  /** Puts the kills of a set in force before it is compiled, which may fail or take long. */
  private void arm(SetReading reading) {
    boolean inUse;
    arrivals.lock();
    try {
      inUse = publication.isSeen();
    } finally {
      arrivals.unlock();
    }
    FlagSet known = definitions;
    Map<String, Kill> arrived = new LinkedHashMap<>();
    Set<String> killed = new LinkedHashSet<>();
    for (Flag flag : reading.set().flags()) {
      Kill kill = flag.killed();
      if (kill != null) {
        killed.add(flag.name());
        if (!inUse || !known.find(flag.name()).map(Flag::isKilled).orElse(false)) {
          arrived.put(flag.name(), kill);
        }
      }
    }
    kills.copy(arrived, killed, reading.number());
  }

  private void takeSoon(FlagStore origin) {
    arrivals.lock();
    try {
      if (!closed && !retrying) {
        var unused = ticker().schedule(() -> takeAgain(origin), RETRY_MILLIS, MILLISECONDS);
        retrying = true;
      }
    } finally {
      arrivals.unlock();
    }
  }

  private void takeAgain(FlagStore origin) {
    arrivals.lock();
    try {
      retrying = false;
    } finally {
      arrivals.unlock();
    }
    inTurn(() -> take(origin));
    changes.deliver();
  }

  /** Kills a flag. The kill is in force at once, even if compiling the new set fails. */
  void kill(String flag, Kill why) {
    if (kills.add(flag, why)) {
      inTurn(() -> compileAgain(Set.of(flag)));
      changes.deliver();
    }
  }

  boolean lift(String flag) {
    boolean lifted = kills.remove(Set.of(flag));
    if (lifted) {
      inTurn(() -> compileAgain(Set.of(flag)));
      changes.deliver();
    }
    return lifted;
  }

  /** Compiles the set again after the kills of some flags have changed. */
  private Set<String> compileAgain(Set<String> flags) {
    Set<String> changed = new LinkedHashSet<>(flags);
    try {
      FlagSet origin;
      Set<String> left;
      compiling.lock();
      try {
        origin = arrived();
        left = kills.in(origin);
        if (publication.hasOwn()) {
          changed.addAll(compile(origin, kills.over(origin), false));
        }
      } finally {
        compiling.unlock();
      }
      publication.layOut();
      changed.addAll(leaveToStore(left, origin));
    } catch (RuntimeException | Error e) {
      faults.add("compiling a kill, which is in force without that", e);
    }
    return changed;
  }

  Map<String, Kill> localKills() {
    return kills.all();
  }

  LocalKills kills() {
    return kills;
  }

  ValueConverter values() {
    return values;
  }

  private void watchSchedules(FlagSet set) {
    if (!watching && !closed && set.flags().stream().anyMatch(flag -> flag.schedule() != null)) {
      watching = true;
      Runnable tick = Daemons.surviving(this::tick, e -> faults.add("watching schedules", e));
      var unused = ticker().scheduleWithFixedDelay(tick, 1, 1, TimeUnit.SECONDS);
    }
  }

  private ScheduledExecutorService ticker() {
    if (ticker == null) {
      ticker = threads.scheduler();
    }
    return ticker;
  }

  /** Logs the schedules that have reached a step since the last call. */
  void tick() {
    changes.deliver(stepped());
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

  /** Closes a view; the first view closes the whole engine. */
  void close(FeatureFlags view) {
    if (publication.remove(view)) {
      close();
    }
  }

  void finished(FinishedRequest request) {
    observers.finished(request);
    evidence.ended(request);
  }

  void attach(AutoCloseable part) {
    parts.addFirst(part);
  }

  <T> Optional<T> attachment(Class<T> type) {
    return parts.stream().filter(type::isInstance).map(type::cast).findFirst();
  }

  /** Closes an attached part; a failure does not keep others from being closed. */
  private void close(AutoCloseable part) {
    try {
      part.close();
    } catch (Exception | Error e) {
      faults.add("closing " + part.getClass().getName(), e);
    }
  }

  Scope override(Map<String, FlagOverride> wanted) {
    OverrideCheck.check(wanted, publication.source().names(), definitions);
    return overrides.begin(wanted);
  }

  Status status() {
    FlagStore origin = store;
    StoreStatus own = origin == null ? StoreStatus.ready(made) : origin.status();
    StoreStatus state = publication.status(own);
    return new Status(state, faults.lines(), faults.unknown(), faults.rejected(), kills.all());
  }

  void close() {
    publication.scopes().forEach(this::close);
    Stream.of(watch, delivery).filter(Objects::nonNull).forEach(this::close);
    arrivals.lock();
    try {
      closed = true;
      publication.end();
    } finally {
      arrivals.unlock();
    }
    threads.close();
    evidence.close();
    parts.forEach(this::close);
    if (store != null && closesStore) {
      store.close();
    }
  }

  Instant now() {
    return clock.instant();
  }

  boolean isObserved() {
    return evidence.hasListeners() || !observers.isEmpty();
  }

  EvidenceStream evidence() {
    return evidence;
  }

  FlagSource source() {
    return publication.source();
  }

  FlagSet definitions() {
    return definitions;
  }

  Optional<FlagStore> store() {
    return Optional.ofNullable(store);
  }

  Map<String, FlagOverride> overrides() {
    return overrides.all();
  }

  FaultLog faults() {
    return faults;
  }

  Observers observers() {
    return observers;
  }
}
