package dev.jackstaff.servlet;

import dev.jackstaff.Evaluation;
import dev.jackstaff.Scope;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * The active flags in SLF4J's MDC, so that each line that is logged during a request can show them.
 * SLF4J is linked only if a key is set.
 *
 * @param key the MDC's key, or null for none
 * @param maxBytes the maximum length of the value in bytes
 */
record LogContext(@Nullable String key, int maxBytes) {
  static final LogContext NONE = new LogContext(null, FlagHeader.DEFAULT_MAX_BYTES);

  private static final Scope NOTHING = () -> {};

  /** Checks that SLF4J's MDC is available, and returns the key. */
  static String key(String text) {
    if (text.isBlank()) {
      throw new IllegalArgumentException("must be a key of the MDC, such as flags");
    }
    try {
      MDC.get(text);
      return text;
    } catch (NoClassDefFoundError e) {
      throw new IllegalArgumentException(
          "needs SLF4J's API, org.slf4j:slf4j-api, on the class path", e);
    }
  }

  /** Sets the active flags on the current thread until the scope is closed. */
  Scope open(Evaluation evaluation) {
    if (key == null) {
      return NOTHING;
    }
    String known = key;
    String before = MDC.get(known);
    put(known, evaluation.active(maxBytes).value());
    return () -> put(known, before);
  }

  Runnable wrap(Evaluation evaluation, Runnable task) {
    return key == null ? task : () -> run(evaluation, task);
  }

  private void run(Evaluation evaluation, Runnable task) {
    Scope scope = open(evaluation);
    try {
      task.run();
    } finally {
      scope.close();
    }
  }

  private static void put(String key, @Nullable String value) {
    if (value == null || value.isEmpty()) {
      MDC.remove(key);
    } else {
      MDC.put(key, value);
    }
  }
}
