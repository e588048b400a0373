package dev.jackstaff.internal.json;

import org.jspecify.annotations.Nullable;

/**
 * JSON that is not a definition: values of strings, booleans, numbers, lists and maps. Stateless
 * and thread-safe.
 */
public final class PlainJson {
  /** The longest name in a context, in UTF-16 units. */
  public static final int MAX_NAME_LENGTH = 256;

  /** The most names in a context, at all depths. */
  public static final int MAX_NAMES = 1_000;

  /** The most characters of a number in a context. */
  public static final int MAX_DIGITS = 100;

  private static final PlainReader.Bounds CONTEXT =
      new PlainReader.Bounds(MAX_NAME_LENGTH, MAX_NAMES, MAX_DIGITS);

  private PlainJson() {}

  /**
   * {@return the value of a text}
   *
   * @param json the text in UTF-8
   * @param place what to call it in messages
   * @throws dev.jackstaff.model.InvalidFlagsException if it is not JSON, with line and column
   */
  public static @Nullable Object read(byte[] json, String place) {
    return read(Text.decode(json, place), place);
  }

  /**
   * {@return the value of a text}
   *
   * @param json the text
   * @param place what to call it in messages
   * @throws dev.jackstaff.model.InvalidFlagsException if it is not JSON, or a name is there twice,
   *     with line and column of the first problem
   */
  public static @Nullable Object read(String json, String place) {
    return PlainReader.read(json, place, PlainReader.Bounds.NONE);
  }

  /**
   * {@return the value of a context: attributes of one user, as strangers send them}
   *
   * <p>Half of a surrogate pair is read as U+FFFD, since a user may well have cut a text there.
   * Numbers keep their digits.
   *
   * @param json the text
   * @param place what to call it in messages
   * @throws dev.jackstaff.model.InvalidFlagsException if it is not JSON, a name is there twice or
   *     is longer than {@link #MAX_NAME_LENGTH}, there are more than {@link #MAX_NAMES} names at
   *     all depths, or a number has more than {@link #MAX_DIGITS} characters; with line and column
   *     of the first problem
   */
  public static @Nullable Object readContext(String json, String place) {
    return PlainReader.read(Text.mended(json), place, CONTEXT);
  }

  /**
   * {@return the value of a context, as {@link #readContext(String, String)} reads it}
   *
   * @param json the text in UTF-8
   * @param place what to call it in messages
   * @throws dev.jackstaff.model.InvalidFlagsException as there, or if it is not UTF-8
   */
  public static @Nullable Object readContext(byte[] json, String place) {
    return readContext(Text.decode(json, place), place);
  }

  /**
   * {@return a value on one line}
   *
   * @param value a string, boolean, number, list, map or null
   */
  public static String write(@Nullable Object value) {
    return Tree.node(value).toString();
  }

  /**
   * {@return a value as people write it: on one line what fits there, else indented}
   *
   * @param value a string, boolean, number, list, map or null
   */
  public static String pretty(@Nullable Object value) {
    return Layout.text(Tree.node(value), "");
  }
}
