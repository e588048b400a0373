package dev.jackstaff.internal.eval;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Folds the case of texts character by character, as {@link String#equalsIgnoreCase} does, so the
 * result does not depend on the locale.
 */
final class CaseFolding {
  private CaseFolding() {}

  /** Returns a text with its case folded, or any other value unchanged. */
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
    int next;
    for (int i = 0; i < text.length(); i += next) {
      int c = text.codePointAt(i);
      next = Character.charCount(c);
      if (fold(c) != c) {
        return folded(text);
      }
    }
    return text;
  }

  private static String folded(String text) {
    StringBuilder folded = new StringBuilder(text.length());
    int next;
    for (int i = 0; i < text.length(); i += next) {
      int c = text.codePointAt(i);
      next = Character.charCount(c);
      folded.appendCodePoint(fold(c));
    }
    return folded.toString();
  }

  private static int fold(int c) {
    return Character.toLowerCase(Character.toUpperCase(c));
  }
}
