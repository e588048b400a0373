package dev.jackstaff;

/**
 * A listener that receives evidence about requests; see {@link EvidenceStream}. One thread calls
 * all listeners of an instance, one after the other, so a listener may take its time but must
 * return. Exceptions that it throws are reported by {@link FeatureFlags#status()} and stop nothing.
 */
public interface EvidenceListener {
  /**
   * Receives a request that has begun. Requests arrive in the order in which they began. Called
   * only if the listener was registered by {@link EvidenceStream#follow}.
   *
   * @param request the record of the request, which goes on
   */
  default void begun(RequestRecord request) {}

  /**
   * Receives a request that has ended. Called only if the listener was registered by {@link
   * EvidenceStream#listen}.
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
  default void idle() {}
}
