package dev.jackstaff.internal.json;

import org.jspecify.annotations.Nullable;

/**
 * JSON that is not a definition: values of strings, booleans, numbers, lists and maps. Stateless
 * and thread-safe.
 */
public final class PlainJson {
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
   * @throws dev.jackstaff.model.InvalidFlagsException if it is not JSON, with line and column
   */
  public static @Nullable Object read(String json, String place) {
    Tree tree = Tree.read(json, place);
    Findings findings = new Findings(tree, place, Shape.SINGLE, null);
    Object value = Json.root(tree.root(), findings).plain();
    findings.done();
    return value;
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
