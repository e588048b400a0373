package dev.jackstaff.console;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * The words that the console does not use, each with the word of the field that it uses instead.
 */
final class RetiredWords {
  private static final Map<Pattern, String> WORDS = words();

  private static final Pattern ISO_DURATION =
      Pattern.compile("\\bP(\\d+[YMWD])*(T(\\d+(\\.\\d+)?[HMS])+)?(?<!P)\\b");

  private RetiredWords() {}

  private static Map<Pattern, String> words() {
    Map<Pattern, String> words = new LinkedHashMap<>();
    retire(words, "quantiles?", "of all users, 99.9 % have no more than that");
    retire(words, "shares?", "rollout percentage, conversion rate");
    retire(words, "bucketing ids?", "targeting key");
    retire(words, "draws? anew", "re-bucket");
    retire(words, "documents?", "flag file");
    retire(words, "engines?", "FeatureFlags instance");
    retire(words, "Make it( so again)?", "Create, Restore this version");
    retire(words, "Leave it", "Cancel");
    retire(words, "Why\\?", "Evaluate a user, Reason");
    retire(words, "Lift(s|ing)? (the|a) kill( switch)?", "Re-enable");
    retire(words, "Asked for", "Used");
    retire(words, "It said|How often", "Result, Count");
    retire(words, "Did it", "Converted");
    retire(words, "partly", "partial rollout");
    retire(words, "where nothing else decides", "Default");
    retire(words, "Meant to stay|should be gone|answers for it", "Permanent, Expires, Owner");
    retire(words, "is known:", "exists");
    retire(words, "no such thing", "Not found");
    retire(words, "is not right", "Invalid definition");
    retire(words, "cannot be done so", "the reason itself");
    retire(words, "\\d : 1\\b", "Evidence against \"no difference\"");
    retire(words, "line 1, column \\d+", "the field's own message");
    return words;
  }

  private static void retire(Map<Pattern, String> words, String word, String better) {
    words.put(
        Pattern.compile("(?<![\\w-])(" + word + ")(?![\\w-])", Pattern.CASE_INSENSITIVE), better);
  }

  /**
   * Returns the durations of a text that are written as ISO 8601 has them. Only the hint of a field
   * that takes one has them.
   */
  static List<String> isoDurations(String text) {
    return ISO_DURATION.matcher(text).results().map(MatchResult::group).toList();
  }

  /** Returns the retired words of a text, each with what to write instead. */
  static List<String> in(String text) {
    return WORDS.entrySet().stream()
        .filter(word -> word.getKey().matcher(text).find())
        .map(
            word -> word.getKey().pattern().replaceAll("\\(\\?.*?\\)", "") + ": " + word.getValue())
        .toList();
  }
}
