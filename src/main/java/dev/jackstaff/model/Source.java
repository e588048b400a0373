package dev.jackstaff.model;

import java.util.Locale;

/** Which part of a definition decided. */
public enum Source {
  /** The kill switch. */
  KILL,
  /** A tester's override. */
  OVERRIDE,
  /** A required flag that is not as required. */
  REQUIRES,
  /** The list of users. */
  USER,
  /** A rule. */
  RULE,
  /** The flag's own percentage. */
  PERCENTAGE,
  /** The schedule's current percentage. */
  SCHEDULE,
  /** The fallback. */
  DEFAULT,
  /** Another flag system. */
  PROVIDER,
  /** Nothing: no such flag. */
  NONE;

  /** {@return the name as it is shown to people} */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
