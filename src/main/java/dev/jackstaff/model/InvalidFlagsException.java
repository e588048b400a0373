package dev.jackstaff.model;

import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Thrown when invalid definitions are created or read, with their problems: up to 100 for a file,
 * the first only for the content of a request. Never thrown while a flag is evaluated.
 */
public final class InvalidFlagsException extends IllegalArgumentException {
  /** The maximum number of problems that one exception reports. */
  public static final int MAX_PROBLEMS = 100;

  private static final long serialVersionUID = 1L;

  /** The problems. Transient, since only the message needs to be serialized. */
  private final transient List<Problem> problems;

  /** The number of problems that are not listed. */
  private final int more;

  /**
   * Creates the exception.
   *
   * @param problems the problems, at least one; those after the first {@link #MAX_PROBLEMS} are
   *     only counted
   */
  public InvalidFlagsException(List<Problem> problems) {
    this(problems, 0, true);
  }

  /**
   * Creates the exception with some of the problems that were found.
   *
   * @param problems the problems, at least one
   * @param more the number of further problems that were found, 0 or more
   * @param complete false if the search ended early, so that there may be others
   */
  public InvalidFlagsException(List<Problem> problems, int more, boolean complete) {
    super(message(first(problems), more(problems, more), complete));
    this.problems = first(problems);
    this.more = more(problems, more);
  }

  private static int more(List<Problem> problems, int more) {
    return more + Math.max(0, problems.size() - MAX_PROBLEMS);
  }

  private static List<Problem> first(List<Problem> problems) {
    return List.copyOf(problems.subList(0, Math.min(problems.size(), MAX_PROBLEMS)));
  }

  private static String message(List<Problem> problems, int more, boolean complete) {
    String lines = problems.stream().map(Problem::toString).collect(Collectors.joining("\n"));
    return more == 0 && complete
        ? lines
        : lines + "\nand " + (complete ? "" : "at least ") + more + " more";
  }

  /** {@return the problems in the document's order, at most {@link #MAX_PROBLEMS}} */
  public List<Problem> problems() {
    return problems;
  }

  /** {@return the number of problems beyond those that are reported} */
  public int more() {
    return more;
  }

  /**
   * A single problem.
   *
   * @param place where it was read, such as {@code flags.json:4:20}, or null for definitions in
   *     code
   * @param subject the flag's name, or {@code segments.name}, or null if the problem concerns the
   *     whole document
   * @param pointer the property inside the subject as a JSON Pointer (RFC 6901); empty for the
   *     subject itself
   * @param message a description of the problem and of what is expected
   */
  public record Problem(
      @Nullable String place, @Nullable String subject, String pointer, String message) {

    /**
     * {@return a problem of a definition that was created in code}
     *
     * @param subject the flag's name, or null
     * @param pointer the property as a JSON Pointer
     * @param message a description of the problem
     */
    public static Problem of(@Nullable String subject, String pointer, String message) {
      return new Problem(null, subject, pointer, message);
    }

    /**
     * {@return this problem with another place}
     *
     * @param newPlace where it was read
     */
    public Problem at(String newPlace) {
      return new Problem(newPlace, subject, pointer, message);
    }

    /** {@return the place, subject and message, joined by colons} */
    @Override
    public String toString() {
      return (place == null ? "" : place + ": ")
          + (subject == null ? "" : subject + ": ")
          + message;
    }
  }
}
