package dev.jackstaff;

import dev.jackstaff.model.Decision;
import dev.jackstaff.model.FlagSet;
import java.time.Instant;

/**
 * Told of what is asked for where no request is served: by {@link FeatureFlags#decide}, by code
 * that answers from {@link FeatureFlags#evaluate(dev.jackstaff.model.User)}, and by those that hand
 * decisions on ({@link FeatureFlags#asked}). It is told on the thread that asks, so it must not
 * wait. What it throws is reported by {@link FeatureFlags#status()} and goes no further.
 */
@FunctionalInterface
public interface OutsideListener {
  /**
   * A flag was asked for: at each call of {@link FeatureFlags#decide}, and at the first check of an
   * evaluation.
   *
   * @param decision what it said
   * @param definitions what decided
   * @param at when it was decided
   */
  void asked(Decision decision, FlagSet definitions, Instant at);
}
