package dev.jackstaff.openfeature;

import dev.jackstaff.internal.PortableNumber;
import dev.openfeature.sdk.ImmutableStructure;
import dev.openfeature.sdk.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Conversion between JSON values of this library and those of OpenFeature. */
final class JsonValue {
  private JsonValue() {}

  static Value toOpenFeature(@Nullable Object json) {
    if (json instanceof String text) {
      return new Value(text);
    }
    if (json instanceof Boolean truth) {
      return new Value(truth);
    }
    if (json instanceof Number number) {
      return number(number);
    }
    if (json instanceof List<?> list) {
      return new Value(list.stream().map(JsonValue::toOpenFeature).toList());
    }
    return json instanceof Map<?, ?> map
        ? new Value(new ImmutableStructure(values(map)))
        : new Value();
  }

  static Map<String, Value> values(Map<?, ?> map) {
    Map<String, Value> values = new HashMap<>();
    map.forEach((name, value) -> values.put((String) name, toOpenFeature(value)));
    return values;
  }

  /**
   * Converts a number. The SDK's own conversions and providers know ints and doubles; a long makes
   * them throw.
   */
  private static Value number(Number number) {
    Object portable = PortableNumber.of(number);
    if (portable instanceof Integer whole) {
      return new Value(whole);
    }
    if (portable instanceof Double fraction) {
      return new Value(fraction);
    }
    return portable == null ? new Value() : new Value((String) portable);
  }

  /** Converts a value. An instant becomes its ISO 8601 form, since JSON has none. */
  static @Nullable Object toJson(@Nullable Value value) {
    if (value == null || value.isNull()) {
      return null;
    }
    if (value.isStructure()) {
      return object(value.asStructure().asUnmodifiableMap());
    }
    if (value.isList()) {
      List<@Nullable Object> list = new ArrayList<>();
      value.asList().forEach(item -> list.add(toJson(item)));
      return list;
    }
    if (value.isInstant()) {
      return value.asInstant().toString();
    }
    return value.asObject() instanceof Double number
        ? PortableNumber.read(number)
        : value.asObject();
  }

  private static Map<String, @Nullable Object> object(Map<String, Value> values) {
    Map<String, @Nullable Object> object = new LinkedHashMap<>();
    values.forEach((name, value) -> object.put(name, toJson(value)));
    return object;
  }
}
