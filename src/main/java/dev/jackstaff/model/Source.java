package dev.jackstaff.model;

import java.util.Locale;

/** The part of a definition that made a decision. */
public enum Source {
  /** The kill switch. */
  KILL,
  /** A tester's override. */
  OVERRIDE,
  /** A required flag that is not in the required state. */
  REQUIRES,
  /** The list of users for whom the flag is always on. */
  USER,
  /** A layer whose part for this flag does not hold the user. */
  LAYER,
  /** A rule. */
  RULE,
  /** The flag's own percentage. */
  PERCENTAGE,
  /** The schedule's current percentage, or one of its audiences. */
  SCHEDULE,
  /** The flag's default. */
  DEFAULT,
  /** Another flag system. */
  PROVIDER,
  /** No part, since there is no such flag. */
  NONE;

  /** {@return the name as displayed} */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
