package dev.jackstaff.store;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whether a store follows its origin.
 *
 * @param state ready, or stale
 * @param since since when it has been in this state
 * @param reason why it is stale, in one line; null if it is ready
 * @param faults single definitions that could not be taken, one line each; empty if all could
 */
public record StoreStatus(
    State state, Instant since, @Nullable String reason, List<String> faults) {
  /** How a store is. */
  public enum State {
    /** What it answers is what its origin says. */
    READY,
    /** Its origin cannot be read; it answers what it last read. */
    STALE
  }

  /**
   * Copies the list.
   *
   * @param state as above
   * @param since as above
   * @param reason as above
   * @param faults as above
   */
  public StoreStatus {
    faults = List.copyOf(faults);
  }

  /**
   * {@return the status of a store that follows its origin}
   *
   * @param since since when
   */
  public static StoreStatus ready(Instant since) {
    return new StoreStatus(State.READY, since, null, List.of());
  }

  /**
   * {@return the status of a store that answers what it last read}
   *
   * @param since since when
   * @param reason why
   */
  public static StoreStatus stale(Instant since, String reason) {
    return new StoreStatus(State.STALE, since, reason, List.of());
  }
}
