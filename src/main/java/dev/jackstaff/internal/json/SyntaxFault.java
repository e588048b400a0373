package dev.jackstaff.internal.json;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;

/** Describes the problem with a text that is not JSON, without the parser's own vocabulary. */
final class SyntaxFault {
  /** The message for an exponent that no decimal can have. */
  static final String TOO_LARGE = "a number is too large";

  /** Fragments of the parser's messages with their meanings; the first that matches is used. */
  private static final Map<String, String> MEANINGS = new LinkedHashMap<>();

  private static final Pattern CHARACTER = Pattern.compile("^Unexpected character \\('(.)' ");
  private static final Pattern MARKER = Pattern.compile("^Unexpected close marker '(.)'");
  private static final Pattern TOKEN = Pattern.compile("(?:token|escape) '([^']{1,30})'");

  static {
    MEANINGS.put("maybe a (non-standard) comment", "JSON has no comments");
    MEANINGS.put("Unrecognized character escape", "unknown escape '\\%s' in a string");
    MEANINGS.put("hex-digit", "unexpected '%s': \\u takes four hexadecimal digits");
    MEANINGS.put("to start property name", "unexpected '%s': a name in double quotes is expected");
    MEANINGS.put("to separate Object entries", "unexpected '%s': a comma or '}' is expected");
    MEANINGS.put("to separate Array entries", "unexpected '%s': a comma or ']' is expected");
    MEANINGS.put("to separate property name", "unexpected '%s': a colon is expected");
    MEANINGS.put("expected a valid value", "unexpected '%s': a value is expected");
    MEANINGS.put("in numeric value", "unexpected '%s' in a number");
    MEANINGS.put("Invalid numeric value", "a number must not begin with zeros");
    MEANINGS.put("Non-standard token", "'%s' is not a JSON value");
    MEANINGS.put("Unrecognized token", "'%s' is not a JSON value");
    MEANINGS.put("Illegal unquoted character", "a string must not contain a control character");
    MEANINGS.put("Illegal character", "a control character is not allowed");
    MEANINGS.put("Unexpected close marker", "unexpected '%s'");
    MEANINGS.put("Unexpected end-of-input", "the document ends too early");
    MEANINGS.put("surrogate", "half of a surrogate pair is no character");
    MEANINGS.put("nesting depth", "values are nested too deeply");
    MEANINGS.put("Number value length", "a number has too many digits");
    MEANINGS.put("Name length", "a name is too long");
    MEANINGS.put("String value length", "a string is too long");
  }

  private SyntaxFault() {}

  static String message(JacksonException fault) {
    String original = String.valueOf(fault.getOriginalMessage());
    for (Map.Entry<String, String> meaning : MEANINGS.entrySet()) {
      if (original.contains(meaning.getKey())) {
        return meaning.getValue().replace("%s", found(original));
      }
    }
    return "the document is not JSON";
  }

  private static String found(String original) {
    for (Pattern pattern : new Pattern[] {CHARACTER, MARKER, TOKEN}) {
      Matcher matcher = pattern.matcher(original);
      if (matcher.find()) {
        return matcher.group(1);
      }
    }
    return "character";
  }
}
