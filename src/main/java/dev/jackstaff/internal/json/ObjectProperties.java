package dev.jackstaff.internal.json;

import dev.jackstaff.internal.Spelling;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The properties of an object by name. Unknown properties are recorded as problems. */
final class ObjectProperties {
  private final Map<String, Json> parts = new LinkedHashMap<>(8);
  private final Json object;
  private Set<String> meant = Set.of();

  private ObjectProperties(Json object) {
    this.object = object;
  }

  static ObjectProperties of(Json object, List<String> known) {
    ObjectProperties parts = new ObjectProperties(object);
    for (Json entry : object.entries()) {
      parts.add(entry, known);
    }
    return parts;
  }

  private void add(Json entry, List<String> known) {
    if (known.contains(entry.key())) {
      parts.put(entry.key(), entry);
      return;
    }
    entry.unknown(known);
    String nearest = entry.isReported() ? Spelling.nearest(entry.key(), known) : null;
    if (nearest != null) {
      meant = new HashSet<>(meant);
      meant.add(nearest);
    }
  }

  @Nullable Json get(String name) {
    return parts.get(name);
  }

  /** Returns a property that must be present; null, and records a problem, if it is missing. */
  @Nullable Json required(String name) {
    Json value = parts.get(name);
    if (value == null && !isMeant(name)) {
      object.problem(() -> object.label() + " has no \"" + name + "\"");
    }
    return value;
  }

  Collection<Json> all() {
    return parts.values();
  }

  /**
   * Returns whether a property is present but misspelt, so that it is not reported as missing as
   * well.
   */
  boolean isMeant(String name) {
    return meant.contains(name);
  }
}
