package dev.jackstaff.model;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A thrown kill switch. Every other property of the flag stays, so lifting it restores the rollout.
 *
 * @param by who threw it, or null if unknown
 * @param at when, or null if unknown
 * @param reason why, or null if unknown
 */
public record Kill(@Nullable String by, @Nullable Instant at, @Nullable String reason) {
  /** A kill without who, when and why: {@code "killed": true}. */
  public static final Kill UNEXPLAINED = new Kill(null, null, null);
}
