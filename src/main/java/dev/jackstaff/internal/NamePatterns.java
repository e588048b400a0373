package dev.jackstaff.internal;

import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** Names and globs: {@code *} matches any characters, {@code ?} matches one. */
public final class NamePatterns {
  private NamePatterns() {}

  /**
   * {@return a predicate that is true for a name that equals or matches one of the patterns}
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
