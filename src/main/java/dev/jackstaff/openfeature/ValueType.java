package dev.jackstaff.openfeature;

import dev.openfeature.sdk.Value;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A type that OpenFeature requests. An integer widens to a long or a double; there are no other
 * conversions.
 *
 * @param name its name in messages
 * @param off the result for a flag without a value, or null if the caller's default applies
 * @param conversion the conversion of a flag's value
 */
record ValueType<T>(String name, @Nullable T off, Converter<T> conversion) {
  /** Converts a value; returns null for a value of another type. */
  interface Converter<T> {
    @Nullable T of(Object value);
  }

  /** The boolean type; a defined flag always has a boolean value. */
  static final ValueType<Boolean> BOOLEAN =
      new ValueType<>("a boolean", false, value -> value instanceof Boolean b ? b : null);

  static final ValueType<String> STRING =
      new ValueType<>("a string", null, value -> value instanceof String s ? s : null);

  static final ValueType<Integer> INTEGER =
      new ValueType<>("a 32-bit integer", null, ValueType::asInteger);

  static final ValueType<Long> LONG = new ValueType<>("a 64-bit integer", null, ValueType::asLong);

  static final ValueType<Double> DOUBLE = new ValueType<>("a number", null, ValueType::asDouble);

  static final ValueType<Value> OBJECT =
      new ValueType<>("an object or a list", null, ValueType::asObject);

  @Nullable T of(Object value) {
    return conversion.of(value);
  }

  /** Converts by range and not by class, since code may give a variant a short or a long. */
  private static @Nullable Integer asInteger(Object value) {
    Long whole = asLong(value);
    return whole != null && whole.intValue() == whole ? (Integer) whole.intValue() : null;
  }

  private static @Nullable Long asLong(Object value) {
    if (value instanceof BigInteger whole) {
      return whole.bitLength() < Long.SIZE ? (Long) whole.longValue() : null;
    }
    return isWhole(value) ? (Long) ((Number) value).longValue() : null;
  }

  private static boolean isWhole(Object value) {
    return value instanceof Integer
        || value instanceof Long
        || value instanceof Short
        || value instanceof Byte;
  }

  private static @Nullable Double asDouble(Object value) {
    if (!(value instanceof Number number)) {
      return null;
    }
    // A float is converted by its shortest text: as a double, 0.1f is 0.10000000149011612.
    double widened =
        value instanceof Float ? Double.parseDouble(value.toString()) : number.doubleValue();
    return Double.isFinite(widened) ? widened : null;
  }

  private static @Nullable Value asObject(Object value) {
    return value instanceof Map || value instanceof List ? JsonValue.toOpenFeature(value) : null;
  }
}
