package dev.jackstaff.guard;

import dev.jackstaff.FeatureFlags;
import dev.jackstaff.Scope;
import dev.jackstaff.guard.EvidenceExchange.Merged;
import dev.jackstaff.guard.EvidenceExchange.Test;
import dev.jackstaff.guard.GuardVerdict.Action;
import dev.jackstaff.internal.Daemons;
import dev.jackstaff.internal.jdbc.SqlStates;
import dev.jackstaff.model.Flag;
import dev.jackstaff.model.FlagSet;
import dev.jackstaff.store.StoreException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Watches the rollouts of all flags that have a {@code guard}, and stops those that do harm. At
 * every look it compares the number of users with failed or slow requests among those with the flag
 * on to the number among those with it off. {@link #attach} one to each engine; it is closed with
 * the engine. Thread-safe.
 *
 * <p>A request counts for a flag if its code checked the flag and a percentage decided. Counting
 * happens on another thread, after the requests; while no flag has a guard, nothing is counted at
 * all. If the flags are in a database, every node judges the observations of all nodes.
 */
public final class RolloutGuard implements AutoCloseable {
  /** The default interval between two looks. */
  public static final Duration DEFAULT_INTERVAL = Duration.ofSeconds(2);

  private final FeatureFlags features;
  private final Halts halts;
  private final EvidenceExchange sharing;
  private final Duration interval;
  private final Scope changes;
  private final Daemons threads = new Daemons("jackstaff-guard");
  private final ExecutorService telling = threads.pool();

  /** Guards the watches; held only for short operations, never while waiting for a store. */
  private final ReentrantLock lock = new ReentrantLock();

  /** Held during a whole look. */
  private final ReentrantLock looking = new ReentrantLock();

  /** Set while a thread grants steps; other threads skip it then. */
  private final AtomicBoolean granting = new AtomicBoolean();

  private final Map<String, GuardedFlag> watches = new LinkedHashMap<>();
  private final OutcomeCounter counter;
  private @Nullable Scope hearing;
  private boolean started;
  private boolean closed;

  private RolloutGuard(Builder options) {
    this.features = options.features;
    this.halts = new Halts(features, new Watches(), options.listeners);
    this.sharing = EvidenceExchange.of(features.store().orElse(null));
    this.interval = options.interval;
    this.counter = new OutcomeCounter(lock, this::now);
    this.changes = features.watch(names -> start());
    refresh();
    start();
  }

  /** Starts looking periodically if a flag has a guard. */
  private void start() {
    lock.lock();
    try {
      if (!started && !closed && isGuarding(features.definitions())) {
        started = true;
        threads.every(
            interval, this::lookApart, e -> features.integration().report("the guard", e));
      }
    } finally {
      lock.unlock();
    }
  }

  private static boolean isGuarding(FlagSet set) {
    return set.flags().stream().anyMatch(flag -> flag.guard() != null);
  }

  /**
   * {@return a guard attached to an engine, which looks every 2 seconds}
   *
   * @param features the engine; the guard is closed with it
   */
  public static RolloutGuard attach(FeatureFlags features) {
    return builder(features).attach();
  }

  /**
   * {@return a builder of a guard}
   *
   * @param features the engine; the guard is closed with it
   */
  public static Builder builder(FeatureFlags features) {
    return new Builder(features);
  }

  /**
   * {@return the guard's state for a flag, or empty if the flag is not guarded}
   *
   * @param flag the flag's name
   */
  public Optional<GuardState> state(String flag) {
    lock.lock();
    try {
      return Optional.ofNullable(watches.get(flag)).map(GuardedFlag::state);
    } finally {
      lock.unlock();
    }
  }

  /** {@return the phase of each guarded flag, by name} */
  public Map<String, GuardState.Phase> phases() {
    Map<String, GuardState.Phase> phases = new LinkedHashMap<>();
    lock.lock();
    try {
      watches.forEach((flag, watch) -> phases.put(flag, watch.state().phase()));
    } finally {
      lock.unlock();
    }
    return phases;
  }

  /**
   * Looks now: exchanges evidence, judges, acts and calls the listeners. The guard also does this
   * by itself at every interval.
   */
  public void look() {
    lookAndAct();
    halts.deliver();
  }

  /** Looks without waiting for listeners, since one that does not return would stop the guard. */
  private void lookApart() {
    lookAndAct();
    halts.deliver(telling);
  }

  /**
   * Looks and acts. Actions are carried out without a lock, since a write notifies the store's
   * watchers, which are foreign code.
   */
  private void lookAndAct() {
    looking.lock();
    try {
      refresh();
      for (GuardedFlag watch : running()) {
        safely(watch.name(), () -> look(watch));
      }
    } finally {
      looking.unlock();
    }
    halts.act(now());
    if (granting.compareAndSet(false, true)) {
      try {
        halts.actions().grant(this::watch, this::safely);
      } finally {
        granting.set(false);
      }
    }
  }

  /** Runs a task for one flag; an exception of any kind does not affect the other flags. */
  private void safely(String flag, Runnable task) {
    Daemons.surviving(task, e -> failed(flag, e)).run();
  }

  private void failed(String flag, Throwable e) {
    locked(
        () -> {
          GuardedFlag watch = watches.get(flag);
          if (watch != null) {
            watch.trouble("the guard cannot look after it: " + e);
          }
          return e;
        });
    features.integration().report("the guard of " + flag, e);
  }

  private static GuardedFlag recovered(GuardedFlag watch) {
    watch.trouble(null);
    return watch;
  }

  private List<GuardedFlag> running() {
    lock.lock();
    try {
      return watches.values().stream().filter(GuardedFlag::isRunning).toList();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Begins a test for each flag whose terms are new, and ends it for each flag that no longer has
   * terms.
   */
  private void refresh() {
    FlagSet set = features.definitions();
    Instant now = now();
    for (Flag flag : set.flags()) {
      safely(flag.name(), () -> refresh(flag, now));
    }
    lock.lock();
    try {
      watches.keySet().removeIf(name -> set.find(name).isEmpty());
      Map<String, List<String>> dependents = Dependents.of(set);
      watches.values().forEach(it -> it.dependents(dependents.getOrDefault(it.name(), List.of())));
      count();
    } finally {
      lock.unlock();
    }
  }

  private void refresh(Flag flag, Instant now) {
    TestKey terms = TestKey.of(flag, now);
    GuardedFlag watch = watch(flag.name());
    if (terms == null) {
      end(watch, flag);
    } else if (halts.isOpen(flag.name())) {
      // The verdict is kept until the action has succeeded.
      return;
    } else if (watch == null || watch.isKilled() || !watch.terms().equals(terms)) {
      begin(flag, terms, now);
    }
  }

  private @Nullable GuardedFlag watch(String flag) {
    lock.lock();
    try {
      return watches.get(flag);
    } finally {
      lock.unlock();
    }
  }

  /** Ends a test; the observations of a killed flag remain available. */
  private void end(@Nullable GuardedFlag watch, Flag flag) {
    lock.lock();
    try {
      if (watch != null && flag.isKilled()) {
        watch.kill();
      } else {
        watches.remove(flag.name());
      }
    } finally {
      lock.unlock();
    }
  }

  private void begin(Flag flag, TestKey terms, Instant now) {
    try {
      Optional<String> key = sharing.key(flag, terms);
      if (key.isPresent() || sharing.isAlone()) {
        put(new GuardedFlag(flag, terms, key.orElse(null), now));
      }
    } catch (StoreException e) {
      features.integration().report("beginning to guard " + flag.name(), e);
    }
  }

  private void put(GuardedFlag watch) {
    lock.lock();
    try {
      watches.put(watch.name(), watch);
      counter.watch(watches.values());
    } finally {
      lock.unlock();
    }
  }

  /**
   * Counts for the flags under test. The evidence is followed only while there is something to
   * count, since following costs each request a little.
   */
  private void count() {
    counter.watch(watches.values());
    if (!watches.isEmpty() && hearing == null && !closed) {
      hearing = features.evidence().follow(counter);
    } else if (watches.isEmpty() && hearing != null) {
      hearing.close();
      hearing = null;
    }
  }

  private void look(GuardedFlag watch) {
    if (!exchange(watch)) {
      return;
    }
    Signal signal = judge(watch);
    locked(() -> recovered(watch));
    if (signal != null) {
      stop(watch, signal);
    }
  }

  /**
   * Exchanges evidence; returns whether the watch has the evidence of all nodes and is to be
   * judged.
   */
  private boolean exchange(GuardedFlag watch) {
    String key = watch.key();
    if (key == null) {
      return true;
    }
    Observations mine = locked(() -> watch.trial().handOver());
    Test test = new Test(watch.name(), key, watch.seen());
    try {
      Merged merged = sharing.exchange(test, mine);
      locked(() -> take(watch, merged));
      return watch.isRunning();
    } catch (EvidenceExchange.Lost e) {
      features.integration().report("sharing the guard's evidence", e);
      put(watch.afresh(now()));
      return false;
    } catch (SQLException e) {
      features.integration().report("sharing the guard's evidence", e);
      locked(() -> troubled(watch, e));
      return false;
    }
  }

  private GuardedFlag take(GuardedFlag watch, Merged merged) {
    watch.take(merged);
    return watch;
  }

  /**
   * Records that sharing failed. A node that cannot share now waits, since nodes that each judged
   * alone would multiply the false alarms. A node that is not allowed to share at all judges for
   * itself only.
   */
  private GuardedFlag troubled(GuardedFlag watch, SQLException e) {
    watch.trouble("what the nodes have seen cannot be shared now: " + SqlStates.reason(e));
    boolean never = SqlStates.isForbidden(e) || SqlStates.isMissingTable(e);
    if (watch.seen() < 0 && never) {
      put(watch.apart());
    }
    return watch;
  }

  private <T> T locked(Supplier<T> task) {
    lock.lock();
    try {
      return task.get();
    } finally {
      lock.unlock();
    }
  }

  private @Nullable Signal judge(GuardedFlag watch) {
    lock.lock();
    try {
      watch.sample(now());
      return watch.trial().judge();
    } finally {
      lock.unlock();
    }
  }

  private void stop(GuardedFlag watch, Signal signal) {
    halts.add(watch, locked(() -> end(watch, signal)));
  }

  /**
   * Ends the count and returns the verdict, so that the store, the log, listeners and pages have
   * the same numbers.
   */
  private GuardVerdict end(GuardedFlag watch, Signal signal) {
    watch.end();
    return new GuardVerdict(
        watch.name(),
        now(),
        signal,
        watch.group(true),
        watch.group(false),
        watch.trial().tally().evidence(signal),
        watch.trial().alpha(),
        Action.TOLD);
  }

  /** Updates the watches of the flags that were halted. */
  private final class Watches implements Halts.Owner {
    @Override
    public boolean claims(GuardedFlag watch, GuardVerdict verdict) {
      String key = watch.key();
      try {
        return key == null
            || sharing.claim(new Test(watch.name(), key, watch.seen()), verdict.reason());
      } catch (SQLException e) {
        features.integration().report("sharing the guard's verdict", e);
        return true;
      }
    }

    @Override
    public void halted(GuardedFlag watch, GuardVerdict verdict, String trouble) {
      locked(
          () -> {
            watch.end(verdict);
            watch.trouble(trouble.isEmpty() ? null : trouble);
            return watch;
          });
    }

    @Override
    public void withdrawn(GuardedFlag watch) {
      locked(() -> watches.remove(watch.name(), watch));
    }
  }

  /** Returns the time of the engine's clock. */
  private Instant now() {
    return features.integration().now();
  }

  /**
   * Stops counting and judging, and waits for the guard's thread. The engine calls this when it is
   * closed.
   */
  @Override
  public void close() {
    changes.close();
    lock.lock();
    try {
      closed = true;
      if (hearing != null) {
        hearing.close();
      }
      hearing = null;
    } finally {
      lock.unlock();
    }
    threads.close();
  }

  /** Collects a guard's options. Not thread-safe. */
  public static final class Builder {
    private final FeatureFlags features;
    private final List<GuardListener> listeners = new ArrayList<>();
    private Duration interval = DEFAULT_INTERVAL;

    private Builder(FeatureFlags features) {
      this.features = features;
    }

    /**
     * Registers a listener to be called when a rollout is halted.
     *
     * @param listener the listener
     * @return this builder
     */
    public Builder listener(GuardListener listener) {
      listeners.add(listener);
      return this;
    }

    /**
     * Sets the interval at which the guard looks and nodes share their observations; default 2 s.
     *
     * @param every the interval, over 0
     * @return this builder
     */
    public Builder interval(Duration every) {
      if (every.isNegative() || every.isZero()) {
        throw new IllegalArgumentException("interval must be over 0, was " + every);
      }
      this.interval = every;
      return this;
    }

    /**
     * Attaches the guard to the engine and starts it.
     *
     * @return the guard
     * @throws IllegalStateException if the engine has one already
     */
    public RolloutGuard attach() {
      if (features.integration().attachment(RolloutGuard.class).isPresent()) {
        throw new IllegalStateException("this engine has a guard already");
      }
      RolloutGuard guard = new RolloutGuard(this);
      features.integration().attach(guard);
      return guard;
    }
  }
}
