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
  private Set<String> meant = Set.of();

  private ObjectProperties() {}

  static ObjectProperties of(Json object, List<String> known) {
    ObjectProperties parts = new ObjectProperties();
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
