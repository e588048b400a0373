package dev.jackstaff;

import dev.jackstaff.model.FlagOverride;
import dev.jackstaff.model.User;
import dev.jackstaff.store.StoreStatus;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * A source that decides a set of flags for a user: a compiled set of definitions, or another flag
 * system. Thread-safe. It is called once per request, on the request's thread, so it must not
 * block. If it throws, its flags are off in that request.
 */
public interface FlagSource {
  /**
   * {@return the names of the flags that this source decides now, in the order in which they are
   * shown}
   */
  List<String> names();

  /**
   * {@return the decisions of all of its flags for a user}
   *
   * @param user the user
   * @param at the instant
   */
  Evaluation evaluate(User user, Instant at);

  /**
   * {@return the decisions of all of its flags for a user for whom some are overridden; by default
   * the overrides replace decisions of {@link #evaluate(User, Instant)}}
   *
   * @param user the user
   * @param at the instant
   * @param overrides overrides by flag name; unknown names are ignored
   */
  default Evaluation evaluate(User user, Instant at, Map<String, FlagOverride> overrides) {
    return evaluate(user, at).overridden(overrides);
  }

  /**
   * {@return a source of some of these flags, with the same decisions}
   *
   * @param names accepts the names of the flags to keep
   */
  FlagSource only(Predicate<String> names);

  /**
   * {@return the name of the deciding system, as people call it; default {@code another system}}
   */
  default String system() {
    return "another system";
  }

  /** {@return whether its decisions are up to date; by default they are, and always were} */
  default StoreStatus status() {
    return StoreStatus.ready(Instant.EPOCH);
  }

  /**
   * Registers a listener for changes and failures; by default none are reported.
   *
   * @param listener the listener, called on the thread that notices, so it must not block
   * @return a scope that removes the listener when it is closed, on any thread
   */
  default Scope listen(Listener listener) {
    return () -> {};
  }

  /** A listener for changes and failures of a source. Thread-safe. */
  interface Listener {
    /**
     * Receives the flags whose decisions may have changed; the new decisions are in force already.
     *
     * @param names the names of the flags, including flags that were removed
     */
    void changed(Set<String> names);

    /**
     * Receives a failure that did no harm to the request.
     *
     * @param subject the part that failed, in the same words at each failure
     * @param why the failure
     */
    void failed(String subject, String why);
  }
}
