package dev.jackstaff.internal.json;

import dev.jackstaff.model.Guard;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads a guard; missing properties are as in {@link Guard#DEFAULT}. */
final class GuardReader {
  private static final List<String> PROPERTIES = List.of("errors", "slow", "alpha", "then", "min");

  private Guard guard = Guard.DEFAULT;

  private GuardReader() {}

  static @Nullable Guard read(Json value) {
    if (!value.isObject()) {
      value.wrong("an object");
      return null;
    }
    GuardReader reader = new GuardReader();
    ObjectProperties.of(value, PROPERTIES).all().forEach(reader::property);
    return reader.guard;
  }

  private void property(Json value) {
    Guard changed = value.made(() -> with(value));
    if (changed != null) {
      guard = changed;
    }
  }

  /**
   * Returns the guard with one property set; each is checked on its own, so that each problem has
   * its place.
   */
  private @Nullable Guard with(Json value) {
    Guard g = guard;
    return switch (value.key()) {
      case "errors" -> new Guard(value.flag(), g.slow(), g.alpha(), g.then(), g.min());
      case "slow" -> {
        Duration slow = value.parsed(Duration::parse, "a duration such as \"PT0.8S\"");
        yield slow == null ? null : new Guard(g.errors(), slow, g.alpha(), g.then(), g.min());
      }
      case "alpha" -> {
        Double alpha = value.number();
        yield alpha == null ? null : new Guard(g.errors(), g.slow(), alpha, g.then(), g.min());
      }
      case "then" -> {
        Guard.Then then = FlagReader.choice(value, Guard.Then.values());
        yield then == null ? null : new Guard(g.errors(), g.slow(), g.alpha(), then, g.min());
      }
      default -> {
        Integer min = value.integer("a whole number");
        yield min == null ? null : new Guard(g.errors(), g.slow(), g.alpha(), g.then(), min);
      }
    };
  }
}
