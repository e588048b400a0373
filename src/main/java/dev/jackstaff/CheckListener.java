package dev.jackstaff;

import dev.jackstaff.model.Decision;

/**
 * Told on the request's own thread when the code of a request asks for a flag for the first time,
 * so it must not wait. What it throws is reported by {@link FeatureFlags#status()} and goes no
 * further.
 */
@FunctionalInterface
public interface CheckListener {
  /**
   * A flag was asked for.
   *
   * @param evaluation the request's
   * @param decision what the flag said
   */
  void checked(Evaluation evaluation, Decision decision);
}
