package dev.jackstaff.model;

/** Why there is no answer, in OpenFeature's terms. */
public enum ErrorCode {
  /** No flag has the name. */
  FLAG_NOT_FOUND,
  /** The flag's value has another type than was asked for. */
  TYPE_MISMATCH,
  /** The provider has nothing to answer from yet. */
  PROVIDER_NOT_READY,
  /** Anything else. */
  GENERAL
}
