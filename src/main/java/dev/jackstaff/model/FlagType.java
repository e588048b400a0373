package dev.jackstaff.model;

import java.util.Locale;

/** Why a flag exists; it decides how long it should live and who may override it. */
public enum FlagType {
  /** Separates deploying from releasing; short-lived. */
  RELEASE,
  /** Compares variants; lives until there is an answer. */
  EXPERIMENT,
  /** A switch for operators, as a kill switch; may live for ever. */
  OPS,
  /** Gives some users what others do not have; may live for ever. */
  PERMISSION;

  /** {@return the name as it is written in a document} */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
