package dev.jackstaff.internal.eval;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes texts that differ in case alone equal, character by character as {@link
 * String#equalsIgnoreCase} does; so the language does not matter.
 */
final class Folding {
  private Folding() {}

  /** The value, if it is a text without its case. */
  static @Nullable Object fold(@Nullable Object value) {
    return value instanceof String text ? fold(text) : value;
  }

  static List<@Nullable Object> fold(List<?> values) {
    List<@Nullable Object> folded = new ArrayList<>(values.size());
    for (Object value : values) {
      folded.add(fold(value));
    }
    return folded;
  }

  private static String fold(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (fold(text.charAt(i)) != text.charAt(i)) {
        return folded(text);
      }
    }
    return text;
  }

  private static String folded(String text) {
    char[] folded = text.toCharArray();
    for (int i = 0; i < folded.length; i++) {
      folded[i] = fold(folded[i]);
    }
    return new String(folded);
  }

  private static char fold(char c) {
    return Character.toLowerCase(Character.toUpperCase(c));
  }
}
