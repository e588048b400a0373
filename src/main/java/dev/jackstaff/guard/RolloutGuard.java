package dev.jackstaff.guard;

import dev.jackstaff.FeatureFlags;
import dev.jackstaff.Scope;
import dev.jackstaff.guard.GuardVerdict.Action;
import dev.jackstaff.guard.Sharing.Merged;
import dev.jackstaff.guard.Sharing.Test;
import dev.jackstaff.internal.Daemons;
import dev.jackstaff.internal.jdbc.SqlStates;
import dev.jackstaff.model.Flag;
import dev.jackstaff.model.FlagSet;
import dev.jackstaff.store.FlagHistory;
import dev.jackstaff.store.SharedDatabase;
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
 * Watches the rollouts of all flags that have a {@code guard}, and stops those that do harm: it
 * compares, at every look, how many users with the flag had failed or slow requests with how many
 * of those without. {@link #attach} one to each engine; it ends with the engine. Thread-safe.
 *
 * <p>A request counts for a flag if its code asked for the flag and a percentage decided. Counting
 * happens behind the requests; while no flag has a guard, nothing is counted at all. Where the
 * flags are in a database, all nodes judge what all have seen.
 */
public final class RolloutGuard implements AutoCloseable {
  /** How often it looks unless something else is said. */
  public static final Duration DEFAULT_INTERVAL = Duration.ofSeconds(2);

  private final FeatureFlags features;
  private final Halts halts;
  private final Sharing sharing;
  private final Duration interval;
  private final Scope changes;
  private final Daemons threads = new Daemons("jackstaff-guard");
  private final ExecutorService telling = threads.pool();

  /** Held for a few counts; what waits for a store happens outside. */
  private final ReentrantLock lock = new ReentrantLock();

  /** Held for a whole look. */
  private final ReentrantLock looking = new ReentrantLock();

  /** Had by whoever grants steps; others leave it to them. */
  private final AtomicBoolean granting = new AtomicBoolean();

  private final Map<String, Watch> watches = new LinkedHashMap<>();
  private @Nullable Scope hearing;
  private boolean started;
  private boolean closed;

  private RolloutGuard(Builder options) {
    this.features = options.features;
    this.halts = new Halts(features, new Watches(), options.listeners);
    Object store = features.store().orElse(null);
    this.sharing =
        store instanceof SharedDatabase database && store instanceof FlagHistory history
            ? new DatabaseSharing(database, history)
            : Sharing.none();
    this.interval = options.interval;
    this.changes = features.watch(names -> start());
    refresh();
    start();
  }

  /** Looks from now on, once a flag has a guard. */
  private void start() {
    lock.lock();
    try {
      if (!started && !closed && isGuarding(features.definitions())) {
        started = true;
        threads.every(interval, this::lookApart, e -> features.report("the guard", e));
      }
    } finally {
      lock.unlock();
    }
  }

  private static boolean isGuarding(FlagSet set) {
    return set.flags().stream().anyMatch(flag -> flag.guard() != null);
  }

  /**
   * {@return a guard of an engine's flags, which looks every 2 seconds}
   *
   * @param features the engine; the guard ends with it
   */
  public static RolloutGuard attach(FeatureFlags features) {
    return builder(features).attach();
  }

  /**
   * {@return a builder of a guard}
   *
   * @param features the engine; the guard ends with it
   */
  public static Builder builder(FeatureFlags features) {
    return new Builder(features);
  }

  /**
   * {@return how it sees a flag, or empty if it has seen no guard of that flag}
   *
   * @param flag the flag's name
   */
  public Optional<GuardState> state(String flag) {
    lock.lock();
    try {
      return Optional.ofNullable(watches.get(flag)).map(Watch::state);
    } finally {
      lock.unlock();
    }
  }

  /** {@return what it does about each guarded flag, by name} */
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
   * Looks now: exchanges evidence, judges, acts and tells the listeners. Done by itself all the
   * while.
   */
  public void look() {
    lookAndAct();
    halts.deliver();
  }

  /** Waits for no listener, since one that does not return would end the guard. */
  private void lookApart() {
    lookAndAct();
    halts.deliver(telling);
  }

  /** Nothing that calls others' code is done under a lock: writes tell the store's watchers. */
  private void lookAndAct() {
    looking.lock();
    try {
      refresh();
      for (Watch watch : running()) {
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

  /** One flag's exception, of whatever kind, keeps no other flag from being looked after. */
  private void safely(String flag, Runnable task) {
    Daemons.surviving(task, e -> failed(flag, e)).run();
  }

  private void failed(String flag, Throwable e) {
    locked(
        () -> {
          Watch watch = watches.get(flag);
          if (watch != null) {
            watch.trouble("the guard cannot look after it: " + e);
          }
          return e;
        });
    features.report("the guard of " + flag, e);
  }

  private static Watch recovered(Watch watch) {
    watch.trouble(null);
    return watch;
  }

  private List<Watch> running() {
    lock.lock();
    try {
      return watches.values().stream().filter(Watch::isRunning).toList();
    } finally {
      lock.unlock();
    }
  }

  /** Begins a test where the terms are new, and ends it where they are gone. */
  private void refresh() {
    FlagSet set = features.definitions();
    Instant now = now();
    for (Flag flag : set.flags()) {
      safely(flag.name(), () -> refresh(flag, now));
    }
    lock.lock();
    try {
      watches.keySet().removeIf(name -> set.find(name).isEmpty());
      hear();
    } finally {
      lock.unlock();
    }
  }

  private void refresh(Flag flag, Instant now) {
    Terms terms = Terms.of(flag, now);
    Watch watch = watch(flag.name());
    if (terms == null) {
      end(watch, flag);
    } else if (halts.isOpen(flag.name())) {
      // What was found stays until the act stands.
      return;
    } else if (watch == null || watch.isKilled() || !watch.terms().equals(terms)) {
      begin(flag, terms, now);
    }
  }

  private @Nullable Watch watch(String flag) {
    lock.lock();
    try {
      return watches.get(flag);
    } finally {
      lock.unlock();
    }
  }

  /** What was seen of a flag that was killed stays to be looked at. */
  private void end(@Nullable Watch watch, Flag flag) {
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

  private void begin(Flag flag, Terms terms, Instant now) {
    try {
      Optional<String> key = sharing.key(flag, terms);
      if (key.isPresent() || sharing.isAlone()) {
        put(new Watch(flag, terms, key.orElse(null), now));
      }
    } catch (StoreException e) {
      features.report("beginning to guard " + flag.name(), e);
    }
  }

  private void put(Watch watch) {
    lock.lock();
    try {
      watches.put(watch.name(), watch);
    } finally {
      lock.unlock();
    }
  }

  /** Listens only while there is something to count, since that costs requests a little. */
  private void hear() {
    if (!watches.isEmpty() && hearing == null && !closed) {
      hearing = features.evidence().listen(new RequestCounter(watches, lock));
    } else if (watches.isEmpty() && hearing != null) {
      hearing.close();
      hearing = null;
    }
  }

  private void look(Watch watch) {
    if (!exchange(watch)) {
      return;
    }
    Signal signal = judge(watch);
    locked(() -> recovered(watch));
    if (signal != null) {
      stop(watch, signal);
    }
  }

  /** Whether the evidence is that of all nodes. */
  private boolean exchange(Watch watch) {
    String key = watch.key();
    if (key == null) {
      return true;
    }
    Tally mine = locked(() -> watch.trial().handOver());
    Test test = new Test(watch.name(), key, watch.seen());
    try {
      Merged merged = sharing.exchange(test, mine);
      locked(() -> take(watch, merged));
      return watch.isRunning();
    } catch (Sharing.Lost e) {
      features.report("sharing the guard's evidence", e);
      put(watch.afresh(now()));
      return false;
    } catch (SQLException e) {
      features.report("sharing the guard's evidence", e);
      locked(() -> troubled(watch, e));
      return false;
    }
  }

  private Watch take(Watch watch, Merged merged) {
    watch.take(merged);
    return watch;
  }

  /**
   * A node that cannot share now waits, since many that judge on their own would raise as many
   * times the false alarms. One that may not share at all judges for itself only.
   */
  private Watch troubled(Watch watch, SQLException e) {
    watch.trouble("what the nodes have seen cannot be shared now: " + SqlStates.reason(e));
    boolean never = SqlStates.isForbidden(e) || SqlStates.isMissingTable(e);
    if (watch.seen() < 0 && never) {
      watches.replace(watch.name(), watch, watch.apart());
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

  private @Nullable Signal judge(Watch watch) {
    lock.lock();
    try {
      watch.sample(now());
      return watch.trial().judge();
    } finally {
      lock.unlock();
    }
  }

  private void stop(Watch watch, Signal signal) {
    halts.add(watch, locked(() -> end(watch, signal)));
  }

  /** Counts no more, so that store, log, listeners and pages have the same numbers. */
  private GuardVerdict end(Watch watch, Signal signal) {
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

  /** Changes the watches of those flags that were halted. */
  private final class Watches implements Halts.Owner {
    @Override
    public boolean claims(Watch watch, GuardVerdict verdict) {
      String key = watch.key();
      try {
        return key == null
            || sharing.claim(new Test(watch.name(), key, watch.seen()), verdict.reason());
      } catch (SQLException e) {
        features.report("sharing the guard's verdict", e);
        return true;
      }
    }

    @Override
    public void halted(Watch watch, GuardVerdict verdict, String trouble) {
      locked(
          () -> {
            watch.end(verdict);
            watch.trouble(trouble.isEmpty() ? null : trouble);
            return watch;
          });
    }

    @Override
    public void withdrawn(Watch watch) {
      locked(() -> watches.remove(watch.name(), watch));
    }
  }

  /** As the engine's clock has it. */
  private Instant now() {
    return features.integration().now();
  }

  /** Counts and judges no more, and waits for its thread; ends by itself with the engine. */
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
     * {@return this builder, with somebody more who hears of alarms}
     *
     * @param listener told of each
     */
    public Builder listener(GuardListener listener) {
      listeners.add(listener);
      return this;
    }

    /**
     * {@return this builder, with how often the guard looks, and nodes share what they have seen;
     * default 2 s}
     *
     * @param every over 0
     */
    public Builder interval(Duration every) {
      if (every.isNegative() || every.isZero()) {
        throw new IllegalArgumentException("interval must be over 0, was " + every);
      }
      this.interval = every;
      return this;
    }

    /**
     * {@return the guard, which has begun}
     *
     * @throws IllegalStateException if the engine has one already
     */
    public RolloutGuard attach() {
      if (features.part(RolloutGuard.class).isPresent()) {
        throw new IllegalStateException("this engine has a guard already");
      }
      RolloutGuard guard = new RolloutGuard(this);
      features.closing(guard);
      return guard;
    }
  }
}
