package dev.jackstaff.experiment;

/**
 * The rules for texts that every sink can store: no longer than the tables' columns, without
 * U+0000, which PostgreSQL does not support, and without unpaired surrogates, which no encoding can
 * represent.
 */
final class Storable {
  static final int MAX_NAME_LENGTH = 100;
  static final int MAX_SUBJECT_LENGTH = 256;

  private Storable() {}

  static boolean isStorable(Object item) {
    if (item instanceof Exposure e) {
      return isText(e.flag(), MAX_NAME_LENGTH)
          && isText(e.salt(), MAX_NAME_LENGTH)
          && isText(e.subject(), MAX_SUBJECT_LENGTH)
          && isText(e.variant(), MAX_NAME_LENGTH)
          && isText(e.split(), Integer.MAX_VALUE);
    }
    return item instanceof Conversion c
        && isText(c.event(), MAX_NAME_LENGTH)
        && isText(c.subject(), MAX_SUBJECT_LENGTH);
  }

  /** Returns the beginning of a text up to a length, without splitting a surrogate pair. */
  static String cut(String text, int longest) {
    if (text.length() <= longest) {
      return text;
    }
    boolean half = Character.isHighSurrogate(text.charAt(longest - 1));
    return text.substring(0, half ? longest - 1 : longest);
  }

  private static boolean isText(String text, int longest) {
    return text.length() <= longest && text.codePoints().noneMatch(Storable::isUnstorable);
  }

  private static boolean isUnstorable(int c) {
    return c == 0 || (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE);
  }
}
