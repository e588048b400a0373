package dev.jackstaff.openfeature;

import dev.openfeature.sdk.Value;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A type that OpenFeature asks for. An integer widens to a long or a double; nothing else converts.
 *
 * @param name as a message has it
 * @param off what a flag without a value answers, or null where the caller's default counts
 * @param conversion of a flag's value
 */
record ValueType<T>(String name, @Nullable T off, Conversion<T> conversion) {
  /** Gives null for a value of another type. */
  interface Conversion<T> {
    @Nullable T of(Object value);
  }

  /** Asked as a boolean, a defined flag always answers. */
  static final ValueType<Boolean> BOOLEAN =
      new ValueType<>("a boolean", false, value -> value instanceof Boolean b ? b : null);

  static final ValueType<String> STRING =
      new ValueType<>("a string", null, value -> value instanceof String s ? s : null);

  static final ValueType<Integer> INTEGER =
      new ValueType<>("a 32-bit integer", null, value -> value instanceof Integer i ? i : null);

  static final ValueType<Long> LONG = new ValueType<>("a 64-bit integer", null, ValueType::asLong);

  static final ValueType<Double> DOUBLE = new ValueType<>("a number", null, ValueType::asDouble);

  static final ValueType<Value> OBJECT =
      new ValueType<>("an object or a list", null, ValueType::asObject);

  @Nullable T of(Object value) {
    return conversion.of(value);
  }

  private static @Nullable Long asLong(Object value) {
    return value instanceof Integer || value instanceof Long ? ((Number) value).longValue() : null;
  }

  private static @Nullable Double asDouble(Object value) {
    boolean number =
        value instanceof Double
            || value instanceof Integer
            || value instanceof Long
            || value instanceof BigInteger
            || value instanceof BigDecimal;
    if (!number) {
      return null;
    }
    double widened = ((Number) value).doubleValue();
    return Double.isFinite(widened) ? widened : null;
  }

  private static @Nullable Value asObject(Object value) {
    return value instanceof Map || value instanceof List ? JsonValue.toOpenFeature(value) : null;
  }
}
