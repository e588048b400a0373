package dev.jackstaff.guard;

import dev.jackstaff.FeatureFlags;
import dev.jackstaff.Scope;
import dev.jackstaff.guard.GuardState.Phase;
import dev.jackstaff.guard.GuardVerdict.Action;
import dev.jackstaff.guard.PhaseLog.NotedPhase;
import dev.jackstaff.internal.Daemons;
import dev.jackstaff.internal.Params;
import dev.jackstaff.model.FlagSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Watches the rollouts of all flags that have a {@code guard}, and stops those that do harm. At
 * every look it compares the number of users with failed or slow requests among those with the flag
 * on to the number among those with it off. {@link #attach} one to each engine; it is closed with
 * the engine. Thread-safe.
 *
 * <p>A user counts for a flag from the first check whose answer a percentage or weights decided;
 * from then on each request of the user counts, in the order in which the requests began. Counting
 * happens on another thread; while no flag has a guard, nothing is counted at all. If the flags are
 * in a database, every node judges the observations of all nodes.
 */
public final class RolloutGuard implements AutoCloseable {
  /** The default interval between two looks. */
  public static final Duration DEFAULT_INTERVAL = Duration.ofSeconds(2);

  private final FeatureFlags features;
  private final Halts halts;
  private final EventExchange sharing;
  private final GuardedFlags flags;
  private final PhaseLog phases;
  private final Duration interval;
  private final Scope changes;
  private final Daemons threads = new Daemons("jackstaff-guard");
  private final ExecutorService notifications = threads.pool();

  /** Held during a whole look. */
  private final ReentrantLock looking = new ReentrantLock();

  /** Set while a thread grants steps; other threads skip it then. */
  private final AtomicBoolean granting = new AtomicBoolean();

  /**
   * The key of the shared test of each flag on whose verdict this node acts, until the store has
   * the action. From then on the history knows of it, and a test with the same key is a new one: a
   * failover may have lost the action together with the evidence.
   */
  private final Map<String, String> decided = new ConcurrentHashMap<>();

  private boolean started;
  private boolean closed;

  private RolloutGuard(Builder options) {
    this.features = options.features;
    this.sharing = EventExchange.of(features.store().orElse(null));
    this.flags = new GuardedFlags(features, sharing);
    this.halts = new Halts(features, sharing, new HaltedFlags(), options.listeners);
    this.phases = new PhaseLog(features, halts.listeners());
    this.interval = options.interval;
    this.changes = features.watch(names -> start());
    refresh();
    start();
  }

  /** Starts looking periodically if a flag has a guard. */
  private synchronized void start() {
    if (!started && !closed && isGuarding(features.definitions())) {
      started = true;
      threads.every(interval, this::lookApart, e -> features.integration().report("the guard", e));
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
   * {@return the guard's state for a flag, or empty if the flag is not guarded, or if it was
   * re-enabled or changed after a verdict and its new test begins at the next look}
   *
   * @param flag the flag's name
   */
  public Optional<GuardState> state(String flag) {
    return Optional.ofNullable(flags.one(flag, halts::isOpen, GuardedFlag::state));
  }

  /**
   * {@return the phase of each guarded flag, by name, without those whose test begins at the next
   * look}
   */
  public Map<String, GuardState.Phase> phases() {
    return flags.each(halts::isOpen, GuardedFlag::phase);
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
    halts.deliver(notifications);
  }

  /**
   * Looks and acts. Actions are carried out without a lock, since a write notifies the store's
   * watchers, which are foreign code.
   */
  private void lookAndAct() {
    looking.lock();
    try {
      refresh();
      flags.checkPulse();
      flags.exchange();
      for (GuardedFlag watch : flags.running()) {
        safely(watch.name(), () -> look(watch));
      }
    } finally {
      looking.unlock();
    }
    halts.act(now());
    if (granting.compareAndSet(false, true)) {
      try {
        halts.actions().grant(flags::find, this::safely);
        phases.take(
            flags.each(halts::isOpen, it -> new NotedPhase(it.phase(), it.note())), this::state);
      } finally {
        granting.set(false);
      }
    }
  }

  private void refresh() {
    flags.refresh(halts::isOpen, this::safely);
  }

  /** Runs a task for one flag; an exception of any kind does not affect the other flags. */
  private void safely(String flag, Runnable task) {
    Daemons.surviving(task, e -> failed(flag, e)).run();
  }

  private void failed(String flag, Throwable e) {
    GuardedFlag watch = flags.find(flag);
    if (watch != null) {
      String why = "the guard cannot check it: " + e;
      flags.with(watch, () -> watch.trouble(Phase.NOT_JUDGING, why));
    }
    features.integration().report("the guard of " + flag, e);
  }

  private void look(GuardedFlag watch) {
    ComparedArms.Harm harm = flags.locked(() -> judge(watch));
    RecordedVerdict recorded = watch.shared().verdict();
    String key = watch.shared().key();
    if (harm == null && recorded == null) {
      return;
    }
    if (!key.isEmpty() && key.equals(decided.put(watch.name(), key))) {
      // Somebody has re-enabled the flag here before its kill was written, and is not overruled.
      flags.with(watch, watch::end);
    } else if (recorded != null) {
      follow(watch, recorded);
    } else if (harm != null) {
      stop(watch, harm);
      flags.likes(watch).forEach(other -> stop(other, other.like(harm)));
    }
  }

  private ComparedArms.@Nullable Harm judge(GuardedFlag watch) {
    watch.trouble(Phase.NOT_JUDGING, "");
    watch.sample(now());
    if (!watch.isJudged()) {
      return null;
    }
    return watch.test().judge(watch.factor());
  }

  /**
   * Ends a test on which another node has recorded a verdict, whatever this node knows of its
   * events. The other node may have been unable to write its action, so this one acts too.
   */
  private void follow(GuardedFlag watch, RecordedVerdict recorded) {
    ComparedArms.Harm harm =
        flags.locked(
            () -> {
              watch.end();
              return watch.known();
            });
    if (recorded.needsAction(watch.guard().then())) {
      halts.add(watch, verdict(watch, harm), recorded.reason());
    }
  }

  /** Ends the test, and keeps the verdict until the action has succeeded. */
  private void stop(GuardedFlag watch, ComparedArms.Harm harm) {
    flags.with(watch, watch::end);
    GuardVerdict verdict = verdict(watch, harm);
    halts.add(watch, verdict, verdict.reason());
  }

  private GuardVerdict verdict(GuardedFlag watch, ComparedArms.Harm harm) {
    return new GuardVerdict(
        watch.name(),
        now(),
        harm.signal(),
        harm.variant(),
        harm.reference(),
        harm.on(),
        harm.off(),
        harm.evidence(),
        watch.test().alpha(),
        Action.TOLD);
  }

  /** Updates the tests of the flags that were halted. */
  private final class HaltedFlags implements Halts.Owner {
    @Override
    public boolean claims(GuardedFlag watch, GuardVerdict verdict) {
      try {
        return watch.isApart() || sharing.claim(watch.shared(), RecordedVerdict.of(verdict));
      } catch (SQLException e) {
        features.integration().report("sharing the guard's verdict", e);
        return true;
      }
    }

    @Override
    public void halted(GuardedFlag watch, GuardVerdict verdict, String trouble) {
      flags.with(
          watch,
          () -> {
            watch.end(verdict);
            watch.trouble(Phase.NOT_JUDGING, trouble);
          });
    }

    @Override
    public void written(GuardedFlag watch) {
      decided.remove(watch.name(), watch.shared().key());
    }

    @Override
    public void withdrawn(GuardedFlag watch) {
      flags.remove(watch);
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
    synchronized (this) {
      closed = true;
    }
    flags.close();
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
      this.interval = Params.positive(every, "interval");
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
        throw new IllegalStateException("this FeatureFlags has a guard already");
      }
      RolloutGuard guard = new RolloutGuard(this);
      features.integration().attach(guard);
      return guard;
    }
  }
}
