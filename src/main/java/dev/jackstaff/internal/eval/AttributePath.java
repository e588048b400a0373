package dev.jackstaff.internal.eval;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A dotted path to an attribute, split once. */
final class AttributePath {
  private final String[] steps;

  AttributePath(String path) {
    this.steps = path.isEmpty() ? new String[0] : path.split("\\.", -1);
  }

  /** The value there, or null: in the attributes of a run's user, in a map, or the value itself. */
  @Nullable Object find(@Nullable Object subject) {
    Object value = subject;
    for (String step : steps) {
      if (value instanceof Run run) {
        value = run.user().attribute(step);
      } else if (value instanceof Map<?, ?> map) {
        value = map.get(step);
      } else {
        return null;
      }
    }
    return value;
  }
}
