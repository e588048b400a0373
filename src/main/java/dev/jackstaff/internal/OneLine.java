package dev.jackstaff.internal;

import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Cleans text from outside before it is logged, kept in the history or displayed. Control
 * characters, line and paragraph separators, unpaired surrogates and all invisible characters that
 * change how their neighbours look are replaced by a space. Stateless and thread-safe.
 */
public final class OneLine {
  private static final Pattern UNSEEN = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}\\p{Cs}]+");

  private OneLine() {}

  /**
   * {@return a text on one line, with a space in place of each run of invisible characters}
   *
   * @param text the text
   */
  public static String of(String text) {
    return UNSEEN.matcher(text).replaceAll(" ");
  }

  /**
   * {@return a text whose lines are cleaned one by one, for a message that lists problems}
   *
   * @param text the text
   */
  public static String each(String text) {
    return text.lines().map(OneLine::of).collect(Collectors.joining("\n"));
  }

  /**
   * {@return a text on one line, with at most as many UTF-16 units as a bound, the ellipsis
   * included}
   *
   * @param text the text
   * @param maxLength the maximum number of UTF-16 units of the result, 2 or more
   */
  public static String within(String text, int maxLength) {
    return of(text, text.length() > maxLength ? maxLength - 1 : maxLength);
  }

  /**
   * {@return a text on one line, truncated if it is too long}
   *
   * @param text the text
   * @param maxLength the maximum number of UTF-16 units that are kept, 1 or more; an ellipsis is
   *     appended
   */
  public static String of(String text, int maxLength) {
    return of(cut(text, maxLength));
  }

  /**
   * {@return a text, truncated if it is too long, never within a character}
   *
   * @param text the text
   * @param maxLength the maximum number of UTF-16 units that are kept, 1 or more; an ellipsis is
   *     appended
   */
  public static String cut(String text, int maxLength) {
    if (text.length() <= maxLength) {
      return text;
    }
    boolean splits = Character.isSurrogatePair(text.charAt(maxLength - 1), text.charAt(maxLength));
    return text.substring(0, splits ? maxLength - 1 : maxLength) + "…";
  }
}
