package dev.jackstaff.store;

import org.jspecify.annotations.Nullable;

/** A store's origin cannot be read at the start, or cannot be written. */
public class StoreException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * Makes the exception.
   *
   * @param message what could not be done, where, and what would help
   * @param cause why, or null
   */
  public StoreException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
