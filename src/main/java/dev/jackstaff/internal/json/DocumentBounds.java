package dev.jackstaff.internal.json;

import dev.jackstaff.model.Operator;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * Rejects a document that would take too much memory to read, in one pass that stores nothing. Used
 * once.
 */
final class DocumentBounds {
  static final int MAX_DEFINITIONS = 10_000;
  static final int MAX_TOKENS = 2_000_000;

  /** The maximum sum of {@link Regex#size} over all patterns. */
  static final int MAX_PATTERNS_SIZE = 500_000;

  private static final Set<String> GROUPS = Set.of("flags", "segments");
  private static final Set<String> PATTERNS = Set.of(Operator.REGEX.text(), Operator.REGEXI.text());

  private final JsonParser parser;
  private int depth;
  private boolean grouped;
  private int definitions;
  private int tokens;
  private long patterns;

  private DocumentBounds(JsonParser parser) {
    this.parser = parser;
  }

  /** Throws {@code InvalidFlagsException} if a bound is exceeded; syntax errors are ignored. */
  static void check(String text, String place) {
    try (JsonParser parser = ParsedText.MAPPER.createParser(text)) {
      String fault = new DocumentBounds(parser).fault();
      if (fault != null) {
        throw LinesAndColumns.refused(ParsedText.start(parser).in(place), fault);
      }
    } catch (JacksonException | NumberFormatException syntax) {
      // The reader of the document reports syntax errors.
      return;
    }
  }

  private @Nullable String fault() {
    JsonToken token = parser.nextToken();
    while (token != null) {
      count(token);
      if (definitions > MAX_DEFINITIONS) {
        return "there are more than " + MAX_DEFINITIONS + " flags and segments";
      }
      if (++tokens > MAX_TOKENS) {
        return "there are more than " + MAX_TOKENS + " names, values and brackets";
      }
      if (patterns > MAX_PATTERNS_SIZE) {
        return "the patterns of all flags together are too large";
      }
      token = parser.nextToken();
    }
    return null;
  }

  private void count(JsonToken token) {
    if (token.isStructStart()) {
      depth++;
    } else if (token.isStructEnd()) {
      depth--;
    } else if (token == JsonToken.PROPERTY_NAME) {
      name(parser.currentName());
    } else if (token == JsonToken.VALUE_STRING && isOfPattern(parser.currentName())) {
      patterns += Regex.size(parser.getString());
    }
  }

  /** Returns whether a name is that of a pattern; there is no name within a list. */
  private static boolean isOfPattern(@Nullable String name) {
    return name != null && PATTERNS.contains(name);
  }

  private void name(String name) {
    if (depth == 1) {
      grouped = GROUPS.contains(name);
    }
    if (depth == 1 || (depth == 2 && grouped)) {
      definitions++;
    }
  }
}
