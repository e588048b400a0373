package dev.jackstaff.model;

import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Definitions that cannot be taken, with all of their problems at once. Thrown when definitions are
 * made or read, never while a flag is decided.
 */
public final class InvalidFlagsException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  /** What is wrong; transient, since only the message needs to travel. */
  private final transient List<Problem> problems;

  /**
   * Makes the exception.
   *
   * @param problems what is wrong, at least one
   */
  public InvalidFlagsException(List<Problem> problems) {
    super(problems.stream().map(Problem::toString).collect(Collectors.joining("\n")));
    this.problems = List.copyOf(problems);
  }

  /** {@return what is wrong, in the document's order} */
  public List<Problem> problems() {
    return problems;
  }

  /**
   * One thing that is wrong.
   *
   * @param place where it was read, as {@code flags.json:4:20}, or null for definitions in code
   * @param subject the flag's name, or {@code segments.name}, or null if the whole is meant
   * @param pointer the property inside the subject as a JSON Pointer (RFC 6901); empty for itself
   * @param message what is wrong and what would be right
   */
  public record Problem(
      @Nullable String place, @Nullable String subject, String pointer, String message) {

    /**
     * {@return a problem of a definition that was not read from anywhere}
     *
     * @param subject the flag's name, or null
     * @param pointer the property as a JSON Pointer
     * @param message what is wrong
     */
    public static Problem of(@Nullable String subject, String pointer, String message) {
      return new Problem(null, subject, pointer, message);
    }

    /**
     * {@return the same problem, found at a place}
     *
     * @param newPlace where it was read
     */
    public Problem at(String newPlace) {
      return new Problem(newPlace, subject, pointer, message);
    }

    /** {@return place, subject and message, joined by colons} */
    @Override
    public String toString() {
      return (place == null ? "" : place + ": ")
          + (subject == null ? "" : subject + ": ")
          + message;
    }
  }
}
