package dev.jackstaff.store;

import org.jspecify.annotations.Nullable;

/** Somebody else has changed a definition since the writer saw it. */
public final class StaleRevisionException extends StoreException {
  private static final long serialVersionUID = 1L;

  /** The revision that the writer named. */
  private final @Nullable String expected;

  private final transient @Nullable Versioned<?> current;

  /**
   * Makes the exception.
   *
   * @param subject the flag's or segment's name
   * @param expected the revision that the writer named, or null if it expected none
   * @param current what stands there, or null if nothing does
   */
  public StaleRevisionException(
      String subject, @Nullable String expected, @Nullable Versioned<?> current) {
    super(
        "%s: expected revision %s, but it is %s; read it again and decide anew"
            .formatted(subject, expected, current == null ? "gone" : current.revision()),
        null);
    this.expected = expected;
    this.current = current;
  }

  /** {@return the revision that the writer named, or null if it expected none} */
  public @Nullable String expected() {
    return expected;
  }

  /** {@return the definition that stands there with its revision, or null if nothing does} */
  public @Nullable Versioned<?> current() {
    return current;
  }
}
