package dev.jackstaff.model;

import org.jspecify.annotations.Nullable;

/**
 * What a tester wants a flag to say. A kill switch still wins.
 *
 * @param on on or off
 * @param variant the variant to serve, or null to let the flag choose
 */
public record FlagOverride(boolean on, @Nullable String variant) {
  /** On, with the variant that the flag chooses. */
  public static final FlagOverride ON = new FlagOverride(true, null);

  /** Off. */
  public static final FlagOverride OFF = new FlagOverride(false, null);

  /**
   * {@return on, with a certain variant; one that the flag does not have is ignored}
   *
   * @param name the variant's name
   */
  public static FlagOverride variant(String name) {
    return new FlagOverride(true, name);
  }
}
