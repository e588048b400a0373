package dev.jackstaff.internal.eval;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The names of JSON types. */
final class Types {
  private Types() {}

  static String of(@Nullable Object value) {
    if (value == null) {
      return "null";
    }
    if (value instanceof Number) {
      return "number";
    }
    if (value instanceof Boolean) {
      return "boolean";
    }
    if (value instanceof List) {
      return "array";
    }
    return value instanceof Map ? "object" : "string";
  }
}
