package dev.jackstaff;

/**
 * Told once of each request when it has ended, asynchronous ones too; the seam of all evidence.
 * Called on the thread that ended the request, so it must not wait. What it throws is logged once
 * and goes no further.
 */
@FunctionalInterface
public interface RequestListener {
  /**
   * Takes notice.
   *
   * @param request how it ended
   */
  void finished(FinishedRequest request);
}
