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
 * Decides a set of flags for a user: a compiled set of definitions, or another flag system.
 * Thread-safe; asked once per request, on the request's thread, so it must not wait. If it throws,
 * its flags are off in that request.
 */
public interface FlagSource {
  /** {@return the names of the flags that it decides now, in the order in which they are shown} */
  List<String> names();

  /**
   * {@return what all of its flags say to a user}
   *
   * @param user whom
   * @param at when
   */
  Evaluation evaluate(User user, Instant at);

  /**
   * {@return what all of its flags say to a user for whom some are overridden; by default the
   * overrides are laid over what the flags say}
   *
   * @param user whom
   * @param at when
   * @param overrides what they should say, by name; those of unknown names are ignored
   */
  default Evaluation evaluate(User user, Instant at, Map<String, FlagOverride> overrides) {
    return evaluate(user, at).overridden(overrides);
  }

  /**
   * {@return a source of some of these flags, which say what they say here}
   *
   * @param names which
   */
  FlagSource only(Predicate<String> names);

  /** {@return who decides, as people call it; default {@code another system}} */
  default String system() {
    return "another system";
  }

  /** {@return whether its answers are up to date; default they are, and always were} */
  default StoreStatus status() {
    return StoreStatus.ready(Instant.EPOCH);
  }

  /**
   * Tells of changes and failures until the scope is closed; by default of none.
   *
   * @param listener told on whichever thread notices, so it must not wait
   * @return ends it; may be closed on any thread
   */
  default Scope listen(Listener listener) {
    return () -> {};
  }

  /** Hears what happens to a source. Thread-safe. */
  interface Listener {
    /**
     * Some flags may answer otherwise than before; the source already does.
     *
     * @param names which, also those that are gone
     */
    void changed(Set<String> names);

    /**
     * Something failed without harm to the request.
     *
     * @param subject what, the same words whenever it fails again
     * @param why how
     */
    void failed(String subject, String why);
  }
}
