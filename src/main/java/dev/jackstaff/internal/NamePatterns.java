package dev.jackstaff.internal;

import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** Names and globs: {@code *} stands for any characters, {@code ?} for one. */
public final class NamePatterns {
  private NamePatterns() {}

  /**
   * {@return whether a name is one of these or matches one of them}
   *
   * @param patterns names and globs
   */
  public static Predicate<String> anyOf(List<String> patterns) {
    String regex =
        patterns.stream().map(NamePatterns::regex).reduce((a, b) -> a + "|" + b).orElse("(?!)");
    return Pattern.compile(regex).asMatchPredicate();
  }

  private static String regex(String glob) {
    return ("\\Q" + glob + "\\E").replace("*", "\\E.*\\Q").replace("?", "\\E.\\Q");
  }
}
