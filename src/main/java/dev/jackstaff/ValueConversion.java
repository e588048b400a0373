package dev.jackstaff;

import dev.jackstaff.internal.eval.FlagTable;
import dev.jackstaff.internal.json.ValueConverter;
import dev.jackstaff.model.Decision;
import org.jspecify.annotations.Nullable;

/** Converts a variant's value to the type that the code requests, once per set of definitions. */
final class ValueConversion {
  private static final Object MISMATCH = new Object();

  private ValueConversion() {}

  private record Key(String flag, @Nullable String variant, Class<?> type) {}

  static <T> @Nullable T convert(
      Decision decision, Class<T> type, FlagTable table, @Nullable FeatureFlags engine) {
    Object value = decision.value();
    if (value == null) {
      return null;
    }
    if (type.isInstance(value)) {
      return type.cast(value);
    }
    // Another system may give a variant different values from one request to the next.
    Object known =
        decision.system() == null
            ? known(decision, value, type, table, engine)
            : convert(decision.flag(), value, type, table, engine);
    // The class of a primitive cannot cast, and the converter has returned its wrapper.
    @SuppressWarnings("unchecked")
    T converted = known.equals(MISMATCH) ? null : (T) known;
    return converted;
  }

  private static Object known(
      Decision decision,
      Object value,
      Class<?> type,
      FlagTable table,
      @Nullable FeatureFlags engine) {
    Key key = new Key(decision.flag(), decision.variant(), type);
    Object known = table.conversions().get(key);
    if (known == null) {
      known = convert(decision.flag(), value, type, table, engine);
      table.conversions().putIfAbsent(key, known);
    }
    return known;
  }

  private static Object convert(
      String flag, Object value, Class<?> type, FlagTable table, @Nullable FeatureFlags engine) {
    try {
      return converter(table, engine).convert(value, type);
    } catch (IllegalArgumentException e) {
      if (engine != null) {
        engine.integration().report("the value of " + flag + " as " + type.getSimpleName(), e);
      }
      return MISMATCH;
    }
  }

  /**
   * Returns a converter that lives no longer than the instance, or than the decisions that were
   * made without one.
   */
  private static ValueConverter converter(FlagTable table, @Nullable FeatureFlags engine) {
    return engine == null
        ? (ValueConverter)
            table.conversions().computeIfAbsent(ValueConverter.class, key -> new ValueConverter())
        : engine.values();
  }
}
