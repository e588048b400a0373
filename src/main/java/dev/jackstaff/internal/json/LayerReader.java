package dev.jackstaff.internal.json;

import dev.jackstaff.model.Layer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the part of a layer that a flag takes. */
final class LayerReader {
  private static final List<String> PROPERTIES = List.of("name", "from", "to");

  private LayerReader() {}

  static @Nullable Layer read(Json json) {
    if (!json.isObject()) {
      json.wrong("an object such as {\"name\": \"checkout\", \"from\": 0, \"to\": 50}");
      return null;
    }
    ObjectProperties parts = ObjectProperties.of(json, PROPERTIES);
    Json named = parts.required("name");
    String name = named == null ? null : named.string();
    Double from = bound(parts.required("from"));
    Double to = bound(parts.required("to"));
    return name == null || from == null || to == null
        ? null
        : json.made(() -> new Layer(name, from, to));
  }

  private static @Nullable Double bound(@Nullable Json value) {
    return value == null ? null : value.percentage();
  }
}
