package dev.jackstaff.spring;

import dev.jackstaff.model.InvalidFlagsException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Collects all problems with the properties, so that one message lists them. */
final class PropertyProblems {
  private static final String PREFIX = "jackstaff.";

  private final List<InvalidPropertiesException.PropertyProblem> problems = new ArrayList<>();

  /** Applies a property's value if it is set; the name is without {@code jackstaff.}. */
  <T> void use(String property, @Nullable T value, Consumer<T> use) {
    if (value == null) {
      return;
    }
    try {
      use.accept(value);
    } catch (InvalidFlagsException e) {
      // The problems of a flag file, not of the property itself.
      throw e;
    } catch (IllegalArgumentException e) {
      add(PREFIX + property, String.valueOf(e.getMessage()));
    }
  }

  /** Adds a problem with a property by its full name. */
  void add(String property, String message) {
    problems.add(new InvalidPropertiesException.PropertyProblem(property, message));
  }

  boolean isEmpty() {
    return problems.isEmpty();
  }

  List<InvalidPropertiesException.PropertyProblem> all() {
    return List.copyOf(problems);
  }

  /** Throws if there is any problem. */
  void check() {
    if (!problems.isEmpty()) {
      throw new InvalidPropertiesException(problems);
    }
  }
}
