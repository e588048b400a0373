package dev.jackstaff.store;

import org.jspecify.annotations.Nullable;

/** Thrown when a definition was changed after the writer read it. */
public final class StaleRevisionException extends StoreException {
  private static final long serialVersionUID = 1L;

  /** The revision that the writer named. */
  private final @Nullable String expected;

  private final transient @Nullable Versioned<?> current;

  /**
   * Creates the exception.
   *
   * @param subject the flag's or segment's name
   * @param expected the revision that the writer named, or null if it expected none
   * @param current the current definition, or null if there is none
   */
  public StaleRevisionException(
      String subject, @Nullable String expected, @Nullable Versioned<?> current) {
    super(
        "%s: expected revision %s, but it is %s; read it again and repeat the change"
            .formatted(subject, expected, current == null ? "gone" : current.revision()),
        null);
    this.expected = expected;
    this.current = current;
  }

  /** {@return the revision that the writer named, or null if it expected none} */
  public @Nullable String expected() {
    return expected;
  }

  /** {@return the current definition with its revision, or null if there is none} */
  public @Nullable Versioned<?> current() {
    return current;
  }
}
