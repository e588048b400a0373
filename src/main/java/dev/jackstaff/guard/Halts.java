package dev.jackstaff.guard;

import dev.jackstaff.FeatureFlags;
import dev.jackstaff.guard.GuardActions.Result;
import dev.jackstaff.internal.Listeners;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;

/**
 * The verdicts whose actions have not succeeded yet. Each is acted on and reported at once, and
 * then retried after pauses of 1 s to 1 min, without a limit, until the action succeeds or somebody
 * re-enables the flag. Thread-safe; stores and listeners are called without a lock.
 */
final class Halts {
  private static final Logger LOG = System.getLogger(RolloutGuard.class.getName());

  private final FeatureFlags features;
  private final GuardActions actions;
  private final Owner owner;
  private final Listeners<GuardListener> listeners;
  private final Map<String, Halt> open = new ConcurrentHashMap<>();

  /** The guard, which holds its own lock while it changes a watch. */
  interface Owner {
    /** Returns whether this node, and no other, reports the verdict. */
    boolean claims(GuardedFlag watch, GuardVerdict verdict);

    /** Records the action taken, and the trouble if it is not complete. */
    void halted(GuardedFlag watch, GuardVerdict verdict, String trouble);

    /** Forgets a verdict whose action the store has. */
    void written(GuardedFlag watch);

    /** Removes a watch whose flag is no longer the one that was judged. */
    void withdrawn(GuardedFlag watch);
  }

  Halts(FeatureFlags features, EventExchange sharing, Owner owner, List<GuardListener> listeners) {
    this.features = features;
    this.actions = new GuardActions(features, sharing);
    this.owner = owner;
    this.listeners = new Listeners<>(this::failed);
    listeners.forEach(this.listeners::add);
  }

  private void failed(GuardListener listener, Throwable e) {
    features.integration().report("guard listener " + listener.getClass().getName(), e);
  }

  Listeners<GuardListener> listeners() {
    return listeners;
  }

  GuardActions actions() {
    return actions;
  }

  /**
   * Adds a verdict.
   *
   * @param reason the reason for the kill, the history and the log
   */
  void add(GuardedFlag watch, GuardVerdict found, String reason) {
    open.put(watch.name(), new Halt(watch, found, reason));
  }

  boolean isOpen(String flag) {
    return open.containsKey(flag);
  }

  /** Acts on all verdicts that are due. */
  void act(Instant now) {
    for (Halt halt : open.values()) {
      if (halt.take()) {
        try {
          if (halt.isDue(now)) {
            act(halt, now);
          }
        } finally {
          halt.release();
        }
      }
    }
  }

  private void act(Halt halt, Instant now) {
    boolean first = halt.isFirstAttempt();
    Result result;
    try {
      result = actions.halt(halt, first, now);
    } catch (RuntimeException | Error e) {
      // In any case, the flag is off in this process or the action will be retried.
      features.integration().report("the guard's act on " + halt.watch().name(), e);
      halt.again(now);
      return;
    }
    halt.attempted();
    halt.again(now);
    if (result.isFinal()) {
      open.remove(halt.watch().name(), halt);
    }
    if (result.isWritten()) {
      owner.written(halt.watch());
    }
    note(halt, result);
  }

  private void note(Halt halt, Result result) {
    if (result.equals(Result.WITHDRAWN)) {
      owner.withdrawn(halt.watch());
    }
    if (result.action() == null) {
      return;
    }
    GuardVerdict verdict = halt.found().followedBy(result.action());
    String trouble = result.trouble();
    if (!halt.isFirstAnnouncement()) {
      owner.halted(halt.watch(), verdict, trouble);
      if (result.isFinal()) {
        LOG.log(Level.INFO, "rollout of {0}: {1} now", verdict.flag(), verdict.action().text());
      }
    } else if (claims(halt, verdict)) {
      owner.halted(halt.watch(), verdict, trouble);
      LOG.log(
          Level.ERROR,
          "rollout of {0} halted: {1}; {2}{3}",
          verdict.flag(),
          halt.reason(),
          verdict.action().text(),
          trouble.isEmpty() ? "" : ": " + trouble);
      listeners.enqueue(listener -> listener.halted(verdict));
    }
  }

  private boolean claims(Halt halt, GuardVerdict verdict) {
    try {
      return owner.claims(halt.watch(), verdict);
    } catch (RuntimeException | Error e) {
      features.integration().report("sharing the guard's verdict", e);
      return true;
    }
  }

  /** Calls the listeners on the current thread. */
  void deliver() {
    listeners.deliver();
  }

  /** Calls the listeners on an executor, for threads that must not be blocked by them. */
  void deliver(Executor executor) {
    listeners.deliver(executor);
  }
}
