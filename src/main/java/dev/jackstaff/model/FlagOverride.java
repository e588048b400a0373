package dev.jackstaff.model;

import org.jspecify.annotations.Nullable;

/**
 * An override of a flag by a tester. A kill switch still takes precedence.
 *
 * @param on whether the flag is on
 * @param variant the variant to serve, or null to let the flag choose
 */
public record FlagOverride(boolean on, @Nullable String variant) {
  /** An override that turns the flag on, with the variant that the flag chooses. */
  public static final FlagOverride ON = new FlagOverride(true, null);

  /** An override that turns the flag off. */
  public static final FlagOverride OFF = new FlagOverride(false, null);

  /**
   * {@return an override that turns the flag on with a certain variant; a variant that the flag
   * does not have is ignored}
   *
   * @param name the variant's name
   */
  public static FlagOverride variant(String name) {
    return new FlagOverride(true, name);
  }
}
