package dev.jackstaff;

import dev.jackstaff.model.FlagOverride;
import dev.jackstaff.model.User;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Finds the definitions within a source, which may be joined with other systems. */
final class Sources {
  private Sources() {}

  /** Returns the definitions, or null if other systems decide all flags. */
  static @Nullable CompiledSource definitions(FlagSource source) {
    if (source instanceof JoinedSource joined) {
      return joined.compiled();
    }
    return source instanceof CompiledSource only ? only : null;
  }

  /** Returns the definitions that decide a flag, or null if other systems decide it. */
  static @Nullable CompiledSource deciding(FlagSource source, String flag) {
    if (source instanceof JoinedSource joined) {
      return joined.compiled(flag);
    }
    return source instanceof CompiledSource only ? only : null;
  }

  /** Evaluates while some flags are killed that are not killed in the definitions. */
  static Evaluation evaluate(
      FlagSource source,
      User user,
      Instant at,
      Map<String, FlagOverride> overrides,
      Set<String> killed) {
    if (source instanceof CompiledSource own) {
      return own.evaluate(user, at, overrides, killed);
    }
    return source instanceof JoinedSource joined
        ? joined.evaluate(user, at, overrides, killed)
        : source.evaluate(user, at, overrides);
  }
}
