package dev.jackstaff.tools.original;

import dev.jackstaff.model.User;
import org.jspecify.annotations.Nullable;

/** Another system's own library with the definitions that were converted. Not thread-safe. */
interface OriginalSystem extends AutoCloseable {
  /**
   * {@return its decision: a boolean, text, number, list or map, or null if the caller's default
   * applies}
   *
   * @param flag the flag's name there
   * @param user the user
   */
  @Nullable Object value(String flag, User user);

  @Override
  default void close() {}
}
