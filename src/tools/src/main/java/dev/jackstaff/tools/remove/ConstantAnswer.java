package dev.jackstaff.tools.remove;

import org.jspecify.annotations.Nullable;

/**
 * The constant result of a call that asks for a flag.
 *
 * @param value a constant, or null for the default that the caller gives
 */
record ConstantAnswer(@Nullable Object value) {
  static final ConstantAnswer CALLERS = new ConstantAnswer(null);

  static ConstantAnswer of(Object value) {
    return new ConstantAnswer(value);
  }
}
