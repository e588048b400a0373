package dev.jackstaff.internal;

import java.util.regex.Pattern;

/**
 * Cleans texts of others before they are logged, kept in the history or shown: control characters,
 * line and paragraph separators, halves of surrogate pairs and all invisible characters that change
 * how their neighbours look become one space. Stateless and thread-safe.
 */
public final class OneLine {
  private static final Pattern UNSEEN = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}\\p{Cs}]+");

  private OneLine() {}

  /**
   * {@return a text on one line, with a space for each run of what nobody sees}
   *
   * @param text the text
   */
  public static String of(String text) {
    return UNSEEN.matcher(text).replaceAll(" ");
  }

  /**
   * {@return a text on one line, cut if it is longer than that}
   *
   * @param text the text
   * @param maxLength the most UTF-16 units that stay, 1 or more; an ellipsis follows
   */
  public static String of(String text, int maxLength) {
    return of(cut(text, maxLength));
  }

  /**
   * {@return a text, cut if it is longer than that, never within a character}
   *
   * @param text the text
   * @param maxLength the most UTF-16 units that stay, 1 or more; an ellipsis follows
   */
  public static String cut(String text, int maxLength) {
    if (text.length() <= maxLength) {
      return text;
    }
    boolean splits = Character.isSurrogatePair(text.charAt(maxLength - 1), text.charAt(maxLength));
    return text.substring(0, splits ? maxLength - 1 : maxLength) + "…";
  }
}
