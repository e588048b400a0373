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
 * Reads the init-params of a filter or servlet, and collects everything that is wrong with them, so
 * that it can be said at once. Not thread-safe.
 */
public final class Params {
  private static final Logger LOG = System.getLogger(Params.class.getName());

  private final Function<String, @Nullable String> values;
  private final List<String> problems = new ArrayList<>();

  /**
   * Notes which of the given params are unknown.
   *
   * @param known the names that there are
   * @param given the names that were written
   * @param values gives a param's text, or null
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
   * {@return a param's text without blanks around it, or null if it is not given}
   *
   * @param name its name
   */
  public @Nullable String text(String name) {
    String text = values.apply(name);
    return text == null ? null : text.strip();
  }

  /**
   * {@return what a param says; where it is wrong, that is noted}
   *
   * @param name its name
   * @param reader reads its text; throws {@code IllegalArgumentException} if it is wrong
   * @param absent the answer where the param is not given, or wrong
   * @param <T> what it says
   */
  public <T> T read(String name, Function<String, T> reader, T absent) {
    T value = read(name, reader);
    return value == null ? absent : value;
  }

  /**
   * {@return what a param says, or null where it is not given, or wrong, which is noted}
   *
   * @param name its name
   * @param reader reads its text; throws {@code IllegalArgumentException} if it is wrong
   * @param <T> what it says
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
   * Notes something that is wrong.
   *
   * @param message what
   */
  public void problem(String message) {
    problems.add(message);
  }

  /** {@return whether something is wrong} */
  public boolean isWrong() {
    return !problems.isEmpty();
  }

  /**
   * {@return everything that is wrong, a line each; logged as well, since a container may show why
   * an application does not start in a log of its own only, as Tomcat in localhost.*.log}
   *
   * @param subject whose params they are, as {@code filter 'flags'}
   */
  public String refusal(String subject) {
    String message = subject + ": " + String.join("\n", problems);
    LOG.log(Level.ERROR, message);
    return message;
  }

  /**
   * {@return the items of a list with commas}
   *
   * @param text the list
   */
  public static List<String> list(String text) {
    Stream<String> items = Arrays.stream(text.split(",", -1)).map(String::strip);
    return items.filter(item -> !item.isEmpty()).toList();
  }

  /**
   * {@return what the items of a list say, each}
   *
   * @param items the items
   * @param reader reads one; throws {@code IllegalArgumentException} if it is wrong
   * @param <S> what an item is
   * @param <T> what an item says
   * @throws IllegalArgumentException with the messages of all items that are wrong
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
   * {@return a number}
   *
   * @param text its digits, at most seven
   * @param least the smallest that is allowed
   * @param unit what it counts, as {@code bytes}
   * @throws IllegalArgumentException if it is no number, or smaller
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
   * {@return a duration over 0}
   *
   * @param text as ISO-8601 has it
   * @param example one that would be right
   * @throws IllegalArgumentException if it is none, or not over 0
   */
  public static Duration duration(String text, String example) {
    try {
      Duration duration = Duration.parse(text);
      if (!duration.isNegative() && !duration.isZero()) {
        return duration;
      }
    } catch (DateTimeParseException e) {
      // Said below, with what would be right.
    }
    throw new IllegalArgumentException(
        "must be a duration such as " + example + ", was '" + text + "'");
  }

  /**
   * {@return the duration}
   *
   * @param duration the duration
   * @param name what to call it in the message
   * @throws IllegalArgumentException if it is zero or negative
   */
  public static Duration positive(Duration duration, String name) {
    if (duration.isNegative() || duration.isZero()) {
      throw new IllegalArgumentException(name + " must be over zero, was " + duration);
    }
    return duration;
  }

  /**
   * {@return true or false}
   *
   * @param text either word
   * @throws IllegalArgumentException if it is neither
   */
  public static boolean flag(String text) {
    if (!text.equals("true") && !text.equals("false")) {
      throw new IllegalArgumentException("must be true or false, was '" + text + "'");
    }
    return text.equals("true");
  }
}
