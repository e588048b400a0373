package dev.jackstaff.model;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Copies JSON values so that nobody can change them later, and tells their types. */
final class JsonValues {
  private JsonValues() {}

  static @Nullable Object copy(@Nullable Object value) {
    if (value == null
        || value instanceof String
        || value instanceof Boolean
        || value instanceof Number) {
      return value;
    }
    if (value instanceof List<?> list) {
      return copy(list);
    }
    if (value instanceof Map<?, ?> map) {
      return copy(map);
    }
    throw new IllegalArgumentException(
        "not a JSON value: " + value.getClass().getName() + "; use a string, number, boolean, list"
            + " or map");
  }

  static List<@Nullable Object> copy(List<?> list) {
    List<@Nullable Object> copy = new ArrayList<>(list.size());
    list.forEach(item -> copy.add(copy(item)));
    return Collections.unmodifiableList(copy);
  }

  static Map<String, @Nullable Object> copy(Map<?, ?> map) {
    Map<String, @Nullable Object> copy = new LinkedHashMap<>();
    map.forEach((key, item) -> copy.put((String) key, copy(item)));
    return Collections.unmodifiableMap(copy);
  }

  /** The JSON type as JSON Schema names it. */
  static String type(@Nullable Object value) {
    if (value == null) {
      return "null";
    }
    if (value instanceof String) {
      return "string";
    }
    if (value instanceof Boolean) {
      return "boolean";
    }
    if (value instanceof Number) {
      return "number";
    }
    return value instanceof List ? "array" : "object";
  }
}
