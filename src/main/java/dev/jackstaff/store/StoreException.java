package dev.jackstaff.store;

import org.jspecify.annotations.Nullable;

/** Thrown when a store's origin cannot be read at the start, or cannot be written. */
public class StoreException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * Creates the exception.
   *
   * @param message what failed, where, and a remedy
   * @param cause the cause, or null
   */
  public StoreException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
