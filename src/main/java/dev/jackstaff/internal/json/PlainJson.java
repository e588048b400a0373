package dev.jackstaff.internal.json;

import org.jspecify.annotations.Nullable;

/**
 * Reads and writes JSON that is not a definition: values of strings, booleans, numbers, lists and
 * maps. Stateless and thread-safe.
 */
public final class PlainJson {
  /** The maximum length of a name in a context, in UTF-16 units. */
  public static final int MAX_NAME_LENGTH = 256;

  /** The maximum number of names in a context, at all depths. */
  public static final int MAX_NAMES = 1_000;

  /** The maximum number of characters of a number in a context. */
  public static final int MAX_DIGITS = 100;

  private static final PlainReader.Bounds CONTEXT =
      new PlainReader.Bounds(MAX_NAME_LENGTH, MAX_NAMES, MAX_DIGITS);

  private PlainJson() {}

  /**
   * {@return the value of a text}
   *
   * @param json the text in UTF-8
   * @param place its name in messages
   * @throws dev.jackstaff.model.InvalidFlagsException if it is not JSON, with line and column
   */
  public static @Nullable Object read(byte[] json, String place) {
    return read(LinesAndColumns.decode(json, place), place);
  }

  /**
   * {@return the value of a text}
   *
   * @param json the text
   * @param place its name in messages
   * @throws dev.jackstaff.model.InvalidFlagsException if it is not JSON, or an object has a
   *     duplicate name, with line and column of the first problem
   */
  public static @Nullable Object read(String json, String place) {
    return PlainReader.read(json, place, PlainReader.Bounds.NONE);
  }

  /**
   * {@return the value of a context, which contains the attributes of one user and comes from an
   * untrusted client}
   *
   * <p>An unpaired surrogate is read as U+FFFD, since a text may have been truncated there. Numbers
   * keep all of their digits.
   *
   * @param json the text
   * @param place its name in messages
   * @throws dev.jackstaff.model.InvalidFlagsException if it is not JSON, a name is duplicate or
   *     longer than {@link #MAX_NAME_LENGTH}, there are more than {@link #MAX_NAMES} names at all
   *     depths, or a number has more than {@link #MAX_DIGITS} characters; with line and column of
   *     the first problem
   */
  public static @Nullable Object readContext(String json, String place) {
    return PlainReader.read(LinesAndColumns.mended(json), place, CONTEXT);
  }

  /**
   * {@return the value of a context, as {@link #readContext(String, String)} reads it}
   *
   * @param json the text in UTF-8
   * @param place its name in messages
   * @throws dev.jackstaff.model.InvalidFlagsException as in {@link #readContext(String, String)},
   *     or if it is not UTF-8
   */
  public static @Nullable Object readContext(byte[] json, String place) {
    return readContext(LinesAndColumns.decode(json, place), place);
  }

  /**
   * {@return a value on one line}
   *
   * @param value a string, boolean, number, list, map or null
   */
  public static String write(@Nullable Object value) {
    return ParsedText.node(value).toString();
  }

  /**
   * {@return a value in a readable layout: on one line if it fits, otherwise indented}
   *
   * @param value a string, boolean, number, list, map or null
   */
  public static String pretty(@Nullable Object value) {
    return Layout.text(ParsedText.node(value), "");
  }
}
