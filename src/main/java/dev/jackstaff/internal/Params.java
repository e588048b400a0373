package dev.jackstaff.internal;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Enumeration;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads the init-params of a filter or servlet, and collects all problems so that they can be
 * reported at once. Not thread-safe.
 */
public final class Params {
  private static final Logger LOG = System.getLogger(Params.class.getName());

  private final Function<String, @Nullable String> values;
  private final List<String> problems = new ArrayList<>();

  /**
   * Reads params and records those that are unknown.
   *
   * @param known the names of all known params
   * @param given the names that are set
   * @param values returns the text of a param, or null
   */
  public Params(
      Collection<String> known,
      Enumeration<String> given,
      Function<String, @Nullable String> values) {
    this.values = values;
    while (given.hasMoreElements()) {
      String name = given.nextElement();
      if (!known.contains(name)) {
        String hint = Spelling.suggestion(name, known);
        String all = String.join(", ", known);
        problems.add("unknown init-param '" + name + "'" + hint + "; known are " + all);
      }
    }
  }

  /**
   * {@return a param's text, stripped, or null if it is not set}
   *
   * @param name its name
   */
  public @Nullable String text(String name) {
    String text = values.apply(name);
    return text == null ? null : text.strip();
  }

  /**
   * {@return the value of a param; an invalid text is recorded as a problem}
   *
   * @param name its name
   * @param reader converts its text; throws {@code IllegalArgumentException} if it is invalid
   * @param absent the result if the param is not set or invalid
   * @param <T> the type of the value
   */
  public <T> T read(String name, Function<String, T> reader, T absent) {
    T value = read(name, reader);
    return value == null ? absent : value;
  }

  /**
   * {@return the value of a param, or null if it is not set or invalid; an invalid text is recorded
   * as a problem}
   *
   * @param name its name
   * @param reader converts its text; throws {@code IllegalArgumentException} if it is invalid
   * @param <T> the type of the value
   */
  public <T> @Nullable T read(String name, Function<String, T> reader) {
    String text = text(name);
    try {
      return text == null ? null : reader.apply(text);
    } catch (IllegalArgumentException e) {
      problem("init-param " + name + ": " + e.getMessage());
      return null;
    }
  }

  /**
   * Records a problem.
   *
   * @param message a description of the problem
   */
  public void problem(String message) {
    problems.add(message);
  }

  /** {@return whether there is any problem} */
  public boolean isWrong() {
    return !problems.isEmpty();
  }

  /**
   * {@return all problems, one per line; they are also logged, since a container may write the
   * cause of a failed start only to a log of its own, such as Tomcat's localhost.*.log}
   *
   * @param subject the owner of the params, such as {@code filter 'flags'}
   */
  public String refusal(String subject) {
    String message = subject + ": " + String.join("\n", problems);
    LOG.log(Level.ERROR, message);
    return message;
  }

  /**
   * {@return the items of a comma-separated list}
   *
   * @param text the list
   */
  public static List<String> list(String text) {
    Stream<String> items = Arrays.stream(text.split(",", -1)).map(String::strip);
    return items.filter(item -> !item.isEmpty()).toList();
  }

  /**
   * {@return the values of all items of a list}
   *
   * @param items the items
   * @param reader converts one item; throws {@code IllegalArgumentException} if it is invalid
   * @param <S> the type of the items
   * @param <T> the type of the values
   * @throws IllegalArgumentException with the messages of all invalid items
   */
  public static <S, T> List<T> each(Collection<S> items, Function<? super S, T> reader) {
    List<T> read = new ArrayList<>();
    List<String> wrong = new ArrayList<>();
    for (S item : items) {
      try {
        read.add(reader.apply(item));
      } catch (IllegalArgumentException e) {
        wrong.add(String.valueOf(e.getMessage()));
      }
    }
    if (!wrong.isEmpty()) {
      throw new IllegalArgumentException(String.join("; ", wrong));
    }
    return read;
  }

  /**
   * {@return the number in a text}
   *
   * @param text its digits, at most seven
   * @param least the smallest allowed number
   * @param unit the unit, such as {@code bytes}
   * @throws IllegalArgumentException if it is not a number, or too small
   */
  public static int number(String text, int least, String unit) {
    boolean number = text.matches("0|[1-9][0-9]{0,6}");
    if (!number || Integer.parseInt(text) < least) {
      throw new IllegalArgumentException(
          "must be a number of " + unit + " from " + least + ", was '" + text + "'");
    }
    return Integer.parseInt(text);
  }

  /**
   * {@return the duration in a text}
   *
   * @param text a duration over 0 in ISO 8601
   * @param example a valid duration for the message
   * @throws IllegalArgumentException if it is not a duration, or not over 0
   */
  public static Duration duration(String text, String example) {
    try {
      Duration duration = Duration.parse(text);
      if (!duration.isNegative() && !duration.isZero()) {
        return duration;
      }
    } catch (DateTimeParseException e) {
      // Reported below, with a valid example.
    }
    throw new IllegalArgumentException(
        "must be a duration such as " + example + ", was '" + text + "'");
  }

  /**
   * {@return the same duration}
   *
   * @param duration the duration
   * @param name its name in the message
   * @throws IllegalArgumentException if it is zero or negative
   */
  public static Duration positive(Duration duration, String name) {
    if (duration.isNegative() || duration.isZero()) {
      throw new IllegalArgumentException(name + " must be over 0, was " + duration);
    }
    return duration;
  }

  /**
   * {@return the same limit}
   *
   * @param limit the limit
   * @param name its name in the message
   * @throws IllegalArgumentException if it is negative
   */
  public static int notNegative(int limit, String name) {
    if (limit < 0) {
      throw new IllegalArgumentException(name + " must be 0 or more, was " + limit);
    }
    return limit;
  }

  /**
   * {@return the boolean in a text}
   *
   * @param text {@code true} or {@code false}
   * @throws IllegalArgumentException if it is neither of them
   */
  public static boolean flag(String text) {
    if (!text.equals("true") && !text.equals("false")) {
      throw new IllegalArgumentException("must be true or false, was '" + text + "'");
    }
    return text.equals("true");
  }
}
