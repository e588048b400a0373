package dev.jackstaff.store;

import org.jspecify.annotations.Nullable;

/**
 * The author of a change, and the reason.
 *
 * @param by the author
 * @param why the reason, or null if none was given
 */
public record Change(String by, @Nullable String why) {
  /**
   * {@return a change}
   *
   * @param by the author
   * @param why the reason
   */
  public static Change by(String by, @Nullable String why) {
    return new Change(by, why);
  }
}
