package dev.jackstaff.internal.eval;

import org.jspecify.annotations.Nullable;

/** A compiled condition. */
@FunctionalInterface
interface Test {
  /**
   * Returns whether the condition holds for the user of a {@link Run}, or for an element of a list.
   * Never throws.
   */
  boolean holds(@Nullable Object subject);
}
