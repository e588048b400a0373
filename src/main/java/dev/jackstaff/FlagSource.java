package dev.jackstaff;

import dev.jackstaff.model.FlagOverride;
import dev.jackstaff.model.User;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Decides a set of flags for a user: a compiled set of definitions, or another flag system.
 * Thread-safe; asked once per request, on the request's thread, so it must not wait.
 */
public interface FlagSource {
  /** {@return the names of the flags that it decides, in the order in which they are shown} */
  List<String> names();

  /**
   * {@return what all of its flags say to a user}
   *
   * @param user whom
   * @param at when
   */
  Evaluation evaluate(User user, Instant at);

  /**
   * {@return what all of its flags say to a user for whom some are overridden}
   *
   * @param user whom
   * @param at when
   * @param overrides what they should say, by name; those of unknown names are ignored
   */
  Evaluation evaluate(User user, Instant at, Map<String, FlagOverride> overrides);

  /**
   * {@return a source of some of these flags, which say what they say here}
   *
   * @param names which
   */
  FlagSource only(Predicate<String> names);
}
