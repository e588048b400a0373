package dev.jackstaff.store;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The status of a store: whether it follows its origin.
 *
 * @param state ready, or stale
 * @param since the time since which it has been in this state
 * @param reason the reason why it is stale, in one line; null if it is ready
 * @param faults single definitions that could not be taken, one line each; empty if all could
 * @param unwritten acts of safety that are in force on this node and that the origin does not have
 *     yet, by flag: the act and why it is not written, in one line, such as {@code killed;
 *     flags.json: cannot be read}; empty if the origin has them all
 * @see WritableFlagStore
 */
public record StoreStatus(
    State state,
    Instant since,
    @Nullable String reason,
    List<String> faults,
    Map<String, String> unwritten) {
  /** The state of a store. */
  public enum State {
    /** The store returns the current definitions of its origin. */
    READY,
    /** The origin cannot be read; the store returns the definitions that it read last. */
    STALE
  }

  /**
   * Copies the collections.
   *
   * @param state as above
   * @param since as above
   * @param reason as above
   * @param faults as above
   * @param unwritten as above
   */
  public StoreStatus {
    faults = List.copyOf(faults);
    unwritten = Map.copyOf(unwritten);
  }

  /**
   * Creates a status without unwritten acts.
   *
   * @param state as above
   * @param since as above
   * @param reason as above
   * @param faults as above
   */
  public StoreStatus(State state, Instant since, @Nullable String reason, List<String> faults) {
    this(state, since, reason, faults, Map.of());
  }

  /**
   * {@return the status of a store that follows its origin}
   *
   * @param since the time since which it has
   */
  public static StoreStatus ready(Instant since) {
    return new StoreStatus(State.READY, since, null, List.of());
  }

  /**
   * {@return the status of a store that returns the definitions it read last}
   *
   * @param since the time since which it has
   * @param reason the reason
   */
  public static StoreStatus stale(Instant since, String reason) {
    return new StoreStatus(State.STALE, since, reason, List.of());
  }

  /**
   * {@return this status with other unwritten acts}
   *
   * @param acts as above
   */
  public StoreStatus withUnwritten(Map<String, String> acts) {
    return new StoreStatus(state, since, reason, faults, acts);
  }
}
