package dev.jackstaff.tools.remove;

import org.jspecify.annotations.Nullable;

/**
 * What a question is answered with.
 *
 * @param value a constant, or null for the default that the caller gives
 */
record Answer(@Nullable Object value) {
  static final Answer CALLERS = new Answer(null);

  static Answer of(Object value) {
    return new Answer(value);
  }
}
