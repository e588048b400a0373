package dev.jackstaff.internal;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The names of the types of JSON values, as JSON Schema has them. */
public final class JsonType {
  private JsonType() {}

  /**
   * {@return {@code null}, {@code number}, {@code boolean}, {@code array}, {@code object} or {@code
   * string}, which is also the type of a value of any other class}
   *
   * @param value the value
   */
  public static String of(@Nullable Object value) {
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
