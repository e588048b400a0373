package dev.jackstaff.model;

/** Why a decision is as it is, in OpenFeature's terms. */
public enum Reason {
  /** The flag says the same for everybody. */
  STATIC,
  /** Nothing that looks at the user applied. */
  DEFAULT,
  /** A list, a rule or an override decided. */
  TARGETING_MATCH,
  /** A bucket or a share decided. */
  SPLIT,
  /** Killed, or a required flag is not as required. */
  DISABLED,
  /** A provider answered from its cache. */
  CACHED,
  /** A provider answered from what it knew last. */
  STALE,
  /** A provider gave another reason, or none. */
  UNKNOWN,
  /** There is no answer; the decision's error says why. */
  ERROR
}
