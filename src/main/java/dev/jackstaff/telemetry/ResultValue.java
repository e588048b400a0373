package dev.jackstaff.telemetry;

import io.opentelemetry.api.common.KeyValue;
import io.opentelemetry.api.common.Value;
import io.opentelemetry.api.logs.LogRecordBuilder;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes a JSON value as an attribute. A list or a map is written as OpenTelemetry's text form of
 * it.
 */
final class ResultValue {
  private static final String KEY = "feature_flag.result.value";

  private ResultValue() {}

  static void set(LogRecordBuilder event, Object value) {
    if (value instanceof Boolean on) {
      event.setAttribute(KEY, on);
    } else if (value instanceof String text) {
      event.setAttribute(KEY, text);
    } else if (isWhole(value)) {
      event.setAttribute(KEY, ((Number) value).longValue());
    } else if (value instanceof Number number) {
      event.setAttribute(KEY, number.doubleValue());
    } else {
      // Lists and maps are written as text, since attributes of those types need a newer API than
      // most applications have.
      event.setAttribute(KEY, any(value).asString());
    }
  }

  private static boolean isWhole(Object value) {
    return value instanceof Long || value instanceof Integer;
  }

  private static Value<?> any(@Nullable Object value) {
    if (value instanceof Map<?, ?> map) {
      return Value.of(
          map.entrySet().stream()
              .map(entry -> KeyValue.of(String.valueOf(entry.getKey()), any(entry.getValue())))
              .toArray(KeyValue[]::new));
    }
    if (value instanceof List<?> list) {
      return Value.of(list.stream().<Value<?>>map(ResultValue::any).toList());
    }
    return scalar(value);
  }

  private static Value<?> scalar(@Nullable Object value) {
    if (value instanceof Boolean on) {
      return Value.of(on);
    }
    if (value instanceof Number number) {
      return isWhole(number) ? Value.of(number.longValue()) : Value.of(number.doubleValue());
    }
    return value == null ? Value.empty() : Value.of(value.toString());
  }
}
