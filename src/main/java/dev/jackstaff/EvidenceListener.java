package dev.jackstaff;

/**
 * Learns from requests after they have ended; see {@link EvidenceStream}. All listeners of an
 * engine are told by one thread, one after the other, so it may take its time, but not for ever.
 * What it throws is reported by {@link FeatureFlags#status()} and goes no further.
 */
public interface EvidenceListener {
  /**
   * A request has ended.
   *
   * @param request how it ended
   */
  default void finished(FinishedRequest request) {}

  /**
   * A user has done something that is counted.
   *
   * @param event what
   */
  default void tracked(TrackedEvent event) {}

  /** Nothing more waits: the time to judge, or to write. Called about ten times a second. */
  default void caughtUp() {}
}
