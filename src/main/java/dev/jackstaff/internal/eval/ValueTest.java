package dev.jackstaff.internal.eval;

/** A compiled comparison of an attribute's value with an operand. */
@FunctionalInterface
interface ValueTest {
  /** Returns whether the comparison holds. Never throws. */
  boolean holds(AttributeValue value);
}
