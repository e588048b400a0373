package dev.jackstaff.spring;

import dev.jackstaff.model.InvalidFlagsException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Collects everything that is wrong with the properties, so that one message has it all. */
final class Problems {
  private static final String PREFIX = "jackstaff.";

  private final List<InvalidPropertiesException.Problem> problems = new ArrayList<>();

  /** Uses a property's value, if it is set; the name is without {@code jackstaff.}. */
  <T> void use(String property, @Nullable T value, Consumer<T> use) {
    if (value == null) {
      return;
    }
    try {
      use.accept(value);
    } catch (InvalidFlagsException e) {
      // Many problems, of a document and not of a property.
      throw e;
    } catch (IllegalArgumentException e) {
      add(PREFIX + property, String.valueOf(e.getMessage()));
    }
  }

  /** Adds a problem of a property, by its full name. */
  void add(String property, String message) {
    problems.add(new InvalidPropertiesException.Problem(property, message));
  }

  boolean isEmpty() {
    return problems.isEmpty();
  }

  List<InvalidPropertiesException.Problem> all() {
    return List.copyOf(problems);
  }

  /** Throws, if anything is wrong. */
  void check() {
    if (!problems.isEmpty()) {
      throw new InvalidPropertiesException(problems);
    }
  }
}
