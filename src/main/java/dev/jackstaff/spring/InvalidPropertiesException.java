package dev.jackstaff.spring;

import java.io.Serial;
import java.util.List;
import java.util.stream.Collectors;

/** Properties that are wrong, all of them. */
final class InvalidPropertiesException extends IllegalArgumentException {
  @Serial private static final long serialVersionUID = 1L;

  /**
   * A property that is wrong.
   *
   * @param property its name, or an empty text if the message has it
   * @param message what is wrong, and what would be right
   */
  record Problem(String property, String message) {
    @Override
    public String toString() {
      return property.isEmpty() ? message : property + ": " + message;
    }
  }

  InvalidPropertiesException(List<Problem> problems) {
    super(problems.stream().map(Problem::toString).collect(Collectors.joining("\n")));
  }
}
