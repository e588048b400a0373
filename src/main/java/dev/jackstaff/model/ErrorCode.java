package dev.jackstaff.model;

/** The error codes of OpenFeature, for decisions without a value. */
public enum ErrorCode {
  /** No flag has the name. */
  FLAG_NOT_FOUND,
  /** The flag's value has a type other than the requested one. */
  TYPE_MISMATCH,
  /** The provider is not ready to answer yet. */
  PROVIDER_NOT_READY,
  /** Anything else. */
  GENERAL
}
