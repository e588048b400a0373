package dev.jackstaff.store;

import dev.jackstaff.model.FlagSet;
import java.util.function.Consumer;

/**
 * A store that defines flags. A new store has been read once. From then on it follows changes by
 * itself, and keeps the last good set when it cannot. Thread-safe.
 */
public interface FlagStore extends AutoCloseable {
  /** {@return the last good set; one volatile read, never blocks} */
  FlagSet flags();

  /**
   * Registers a watcher that receives every new set, in order, on the store's own thread or that of
   * a writer. Exceptions that it throws are logged and change nothing.
   *
   * @param listener called after {@link #flags} returns the new set
   * @return a watch that ends when it is closed
   */
  Watch watch(Consumer<FlagSet> listener);

  /** {@return whether the store follows its origin} */
  StoreStatus status();

  /**
   * {@return whether the store itself logs when a schedule reaches a step, once for all nodes that
   * share it; default false, then every node logs it}
   */
  default boolean announcesSteps() {
    return false;
  }

  /** Ends the store's threads and connections; may be called twice. The last set stays readable. */
  @Override
  void close();

  /** A watch that can be ended. */
  interface Watch extends AutoCloseable {
    /** Ends the watch; may be called twice. */
    @Override
    void close();
  }
}
