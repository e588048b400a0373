package dev.jackstaff.model;

/**
 * A flag that must be on or off for the same user.
 *
 * @param flag the other flag's name
 * @param on whether it must be on
 */
public record Requirement(String flag, boolean on) {
  /**
   * {@return the requirement that a text denotes}
   *
   * @param text {@code name}, or {@code !name} for off
   */
  public static Requirement parse(String text) {
    return text.startsWith("!")
        ? new Requirement(text.substring(1), false)
        : new Requirement(text, true);
  }

  /** {@return {@code name} or {@code !name}} */
  public String text() {
    return on ? flag : "!" + flag;
  }
}
