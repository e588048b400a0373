package dev.jackstaff.model;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The kill of a flag. All other properties of the flag are kept, so re-enabling the flag restores
 * the rollout.
 *
 * @param by who killed the flag, or null if unknown
 * @param at when, or null if unknown
 * @param reason why, or null if unknown
 */
public record Kill(@Nullable String by, @Nullable Instant at, @Nullable String reason) {
  /** A kill without user, time and reason: {@code "killed": true}. */
  public static final Kill UNEXPLAINED = new Kill(null, null, null);
}
