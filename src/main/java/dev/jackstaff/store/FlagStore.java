package dev.jackstaff.store;

import dev.jackstaff.model.FlagSet;
import java.util.function.Consumer;

/**
 * Where flags are defined. A store that was made has been read once; from then on it follows
 * changes by itself, and keeps the last good set when it cannot. Thread-safe.
 */
public interface FlagStore extends AutoCloseable {
  /** {@return the last good set; one volatile read, never blocks} */
  FlagSet flags();

  /**
   * Asks to be told of every new set, in order, on the store's own thread or that of a writer. What
   * the listener throws is logged and changes nothing.
   *
   * @param listener told after {@link #flags} answers with the new set
   * @return ends the watch when it is closed
   */
  Watch watch(Consumer<FlagSet> listener);

  /** {@return whether the store follows its origin} */
  StoreStatus status();

  /**
   * {@return whether the store itself says when a schedule reaches a step, once for all nodes that
   * share it; default false, then every node says so}
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
