package dev.jackstaff.internal.json;

import dev.jackstaff.internal.Spelling;
import java.lang.invoke.MethodType;
import java.math.BigDecimal;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.cfg.CoercionAction;
import tools.jackson.databind.cfg.CoercionInputShape;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.type.LogicalType;

/**
 * Converts a variant's JSON value to the type that the code requests. Thread-safe.
 *
 * <p>Each engine has its own converter, since Jackson caches the classes that it has read: a static
 * one would retain the classes of undeployed applications as long as the library is loaded.
 *
 * <p>An integer widens to a long or a double, and a fraction with more digits than a double holds
 * becomes the nearest one. There are no other conversions: 1.7 and {@code "1"} are not integers, 1
 * is not true, and 3000000000 is not an {@code int}.
 */
public final class ValueConverter {
  /** Created on first use, which most flags never need. */
  private volatile @Nullable JsonMapper mapper;

  private static JsonMapper strict() {
    return JsonMapper.builder()
        .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
        .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
        .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
        .withCoercionConfigDefaults(
            shapes ->
                shapes
                    .setCoercion(CoercionInputShape.EmptyString, CoercionAction.Fail)
                    .setCoercion(CoercionInputShape.EmptyArray, CoercionAction.Fail))
        .withCoercionConfig(
            LogicalType.Textual,
            shapes ->
                shapes
                    .setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                    .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                    .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail))
        .withCoercionConfig(
            LogicalType.Enum,
            shapes -> shapes.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail))
        .build();
  }

  /** Returns the mapper. Two threads may create one each; both behave in the same way. */
  private JsonMapper mapper() {
    JsonMapper known = mapper;
    if (known == null) {
      known = strict();
      mapper = known;
    }
    return known;
  }

  /**
   * {@return a value converted to a type, or the same object if it already has the type}
   *
   * @param jsonValue a string, boolean, number, list or map, or null, which has no type
   * @param type a wrapper or primitive class, {@code String}, {@code List}, {@code Map}, {@code
   *     Object}, or a record, enum or other class that Jackson can read
   * @param <T> the type; a primitive class gives its wrapper
   * @throws IllegalArgumentException if the value is not of that type
   */
  public <T> T convert(@Nullable Object jsonValue, Class<T> type) {
    // Class<T> of int is Class<Integer>, so its wrapper's class is a Class<T> as well.
    @SuppressWarnings("unchecked")
    Class<T> wrapper = (Class<T>) MethodType.methodType(type).wrap().returnType();
    Object value = widened(jsonValue, wrapper);
    if (value == null) {
      throw new IllegalArgumentException("null is not " + name(type));
    }
    return wrapper.isInstance(value) ? wrapper.cast(value) : read(value, wrapper);
  }

  private static @Nullable Object widened(@Nullable Object value, Class<?> type) {
    if (type == Long.class && value instanceof Integer number) {
      return number.longValue();
    }
    return type == Double.class && value instanceof Number number ? widened(number) : value;
  }

  private static Number widened(Number number) {
    boolean exact =
        number instanceof Integer
            || number instanceof Long
            || number instanceof BigInteger
            || number instanceof BigDecimal;
    double widened = number.doubleValue();
    return exact && Double.isFinite(widened) ? Double.valueOf(widened) : number;
  }

  private <T> T read(Object value, Class<T> type) {
    // Jackson would also read the simple types, in more forms than these rules allow.
    if (type.getPackageName().equals("java.lang") && !type.isEnum()) {
      throw new IllegalArgumentException(shown(value) + " is not " + name(type));
    }
    try {
      return mapper().convertValue(value, type);
    } catch (JacksonException | IllegalArgumentException mismatch) {
      String reason = reason(mismatch);
      throw new IllegalArgumentException(
          shown(value) + " is not " + name(type) + ": " + reason, mismatch);
    }
  }

  /**
   * Returns the first line, since the others refer to positions in a source that does not exist.
   */
  private static String reason(RuntimeException mismatch) {
    String message =
        mismatch instanceof JacksonException known
            ? known.getOriginalMessage()
            : mismatch.getMessage();
    return String.valueOf(message).lines().findFirst().orElse("");
  }

  private static String name(Class<?> type) {
    return type.getTypeName();
  }

  private static String shown(Object value) {
    String text = Spelling.shown(String.valueOf(value));
    return value instanceof String ? "\"" + text + "\"" : text;
  }
}
