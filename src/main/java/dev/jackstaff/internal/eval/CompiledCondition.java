package dev.jackstaff.internal.eval;

import org.jspecify.annotations.Nullable;

/** A compiled condition. */
@FunctionalInterface
interface CompiledCondition {
  /**
   * Returns whether the condition holds for the user of a {@link EvaluationRun}, or for an element
   * of a list. Never throws.
   */
  boolean holds(@Nullable Object subject);
}
