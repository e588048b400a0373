package dev.jackstaff;

/**
 * A listener that receives evidence about requests after they have ended; see {@link
 * EvidenceStream}. One thread calls all listeners of an instance, one after the other, so a
 * listener may take its time but must return. Exceptions that it throws are reported by {@link
 * FeatureFlags#status()} and stop nothing.
 */
public interface EvidenceListener {
  /**
   * Receives a request that has ended.
   *
   * @param request the request with its status and duration
   */
  default void finished(FinishedRequest request) {}

  /**
   * Receives a counted action of a user.
   *
   * @param event the action
   */
  default void tracked(TrackedEvent event) {}

  /**
   * Marks a moment at which no more items wait, which is the time to judge or to write. Called
   * about ten times a second.
   */
  default void caughtUp() {}
}
