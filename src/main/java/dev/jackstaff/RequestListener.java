package dev.jackstaff;

/**
 * A listener that is notified once of each request that has ended, including asynchronous ones; all
 * evidence builds on it. It is called on the thread that ended the request, so it must not block.
 * Exceptions that it throws are logged once and do not reach the caller.
 */
@FunctionalInterface
public interface RequestListener {
  /**
   * Receives a request that has ended.
   *
   * @param request the request with its status and duration
   */
  void finished(FinishedRequest request);
}
