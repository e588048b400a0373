package dev.jackstaff.store;

import dev.jackstaff.internal.Listeners;
import dev.jackstaff.model.FlagSet;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * The watchers of a store. New sets are enqueued under the lock that orders them, and delivered
 * after it was released. Thread-safe.
 */
final class Watchers {
  private static final Logger LOG = System.getLogger(FlagStore.class.getName());

  private final Listeners<Consumer<FlagSet>> listeners = new Listeners<>(Watchers::failed);

  FlagStore.Watch add(Consumer<FlagSet> listener) {
    return listeners.add(listener)::run;
  }

  void enqueue(FlagSet set) {
    listeners.enqueue(listener -> listener.accept(set));
  }

  void deliver() {
    listeners.deliver();
  }

  /** Calls only the engines; the calls of other watchers are delivered later. */
  void deliverToEngines() {
    listeners.deliver(task -> {});
  }

  void deliver(Executor executor) {
    listeners.deliver(executor);
  }

  private static void failed(Consumer<FlagSet> listener, Throwable e) {
    LOG.log(Level.WARNING, "a watcher of flags failed: " + listener.getClass().getName(), e);
  }
}
