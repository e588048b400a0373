package dev.jackstaff.internal.eval;

import org.jspecify.annotations.Nullable;

/** A compiled condition. */
@FunctionalInterface
interface Test {
  /** Whether it holds for a user, or inside a list for one element. Never throws. */
  boolean holds(@Nullable Object subject);
}
