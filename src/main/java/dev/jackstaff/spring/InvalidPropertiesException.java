package dev.jackstaff.spring;

import java.io.Serial;
import java.util.List;
import java.util.stream.Collectors;

/** Thrown with all invalid properties when an application starts. */
final class InvalidPropertiesException extends IllegalArgumentException {
  @Serial private static final long serialVersionUID = 1L;

  /**
   * A problem with a property.
   *
   * @param property its name, or an empty text if the message contains it
   * @param message a description of the problem and of what is valid
   */
  record PropertyProblem(String property, String message) {
    @Override
    public String toString() {
      return property.isEmpty() ? message : property + ": " + message;
    }
  }

  InvalidPropertiesException(List<PropertyProblem> problems) {
    super(problems.stream().map(PropertyProblem::toString).collect(Collectors.joining("\n")));
  }
}
