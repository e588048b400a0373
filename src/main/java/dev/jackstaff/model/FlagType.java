package dev.jackstaff.model;

import java.util.Locale;

/**
 * The purpose of a flag. It determines the expected lifetime of the flag and who may override it.
 */
public enum FlagType {
  /** Separates deploying from releasing; short-lived. */
  RELEASE,
  /** Compares variants; lives until the experiment has a result. */
  EXPERIMENT,
  /** A switch for operators, such as a kill switch; may live for ever. */
  OPS,
  /** Gives some users what others do not have; may live for ever. */
  PERMISSION;

  /** {@return the name as written in a document} */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
