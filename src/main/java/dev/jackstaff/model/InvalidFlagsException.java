package dev.jackstaff.model;

import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Definitions that cannot be taken, with their problems: of a file up to 100 at once, of what comes
 * with a request the first. Thrown when definitions are made or read, never while a flag is
 * decided.
 */
public final class InvalidFlagsException extends IllegalArgumentException {
  /** The most problems that one exception reports. */
  public static final int MAX_PROBLEMS = 100;

  private static final long serialVersionUID = 1L;

  /** What is wrong; transient, since only the message needs to travel. */
  private final transient List<Problem> problems;

  /** The number of problems that are not listed. */
  private final int more;

  /**
   * Makes the exception.
   *
   * @param problems what is wrong, at least one; after the first {@link #MAX_PROBLEMS}, the others
   *     are only counted
   */
  public InvalidFlagsException(List<Problem> problems) {
    this(problems, 0, true);
  }

  /**
   * Makes the exception of some of the problems that there are.
   *
   * @param problems what is wrong, at least one
   * @param more how many problems were found beside these, 0 or more
   * @param complete false if there may be further ones that were not looked for
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

  /** {@return what is wrong, in the document's order; at most {@link #MAX_PROBLEMS}} */
  public List<Problem> problems() {
    return problems;
  }

  /** {@return how many problems were found beside those that are reported} */
  public int more() {
    return more;
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
