package dev.jackstaff.spring;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Collects everything that is wrong with some properties, so that it can be said at once. */
final class Problems {
  private final List<String> problems = new ArrayList<>();

  /** Uses a property's value, if it is given. */
  <T> void use(String property, @Nullable T value, Consumer<T> use) {
    if (value == null) {
      return;
    }
    try {
      use.accept(value);
    } catch (IllegalArgumentException e) {
      problems.add("jackstaff." + property + ": " + e.getMessage());
    }
  }

  /** Throws, if anything is wrong. */
  void check() {
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(String.join("\n", problems));
    }
  }
}
