package dev.jackstaff.model;

/** The reason for a decision, in OpenFeature's terms. */
public enum Reason {
  /** The flag has the same value for all users. */
  STATIC,
  /** No condition on the user applied. */
  DEFAULT,
  /** A list of users, a rule or an override decided. */
  TARGETING_MATCH,
  /** A bucket or the weight of a variant decided. */
  SPLIT,
  /** The flag is killed, or a required flag is not in the required state. */
  DISABLED,
  /** A provider answered from its cache. */
  CACHED,
  /** A provider answered from outdated data. */
  STALE,
  /** A provider returned another reason, or none. */
  UNKNOWN,
  /** No value could be determined; the decision's error has the cause. */
  ERROR
}
