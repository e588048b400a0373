package dev.jackstaff;

import dev.jackstaff.model.Decision;

/**
 * A listener that is notified when the code of a request checks a flag for the first time. It is
 * called on the request's own thread, so it must not block. Exceptions that it throws are reported
 * by {@link FeatureFlags#status()} and do not reach the caller.
 */
@FunctionalInterface
public interface CheckListener {
  /**
   * Receives the first check of a flag in a request.
   *
   * @param evaluation the evaluation of the request
   * @param decision the decision of the flag
   */
  void checked(Evaluation evaluation, Decision decision);
}
