package dev.jackstaff;

import dev.jackstaff.model.Decision;
import dev.jackstaff.model.FlagSet;
import java.time.Instant;

/**
 * A listener that is notified of checks where no request is served: by {@link FeatureFlags#decide},
 * by code that uses the result of {@link FeatureFlags#evaluate(dev.jackstaff.model.User)}, and by
 * code that passes decisions on ({@link Integration#asked}). It is called on the thread that
 * checks, so it must not block. Exceptions that it throws are reported by {@link
 * FeatureFlags#status()} and do not reach the caller.
 */
@FunctionalInterface
public interface UnboundCheckListener {
  /**
   * Receives a check: each call of {@link FeatureFlags#decide}, and the first check of each flag of
   * an evaluation.
   *
   * @param decision the decision
   * @param definitions the definitions that it was made from
   * @param at the instant of the decision
   */
  void asked(Decision decision, FlagSet definitions, Instant at);
}
