package dev.jackstaff.internal.json;

import dev.jackstaff.model.Kill;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.JsonNode;

/** Collects a definition's properties as far as its text can be parsed. Used once. */
final class StopsReader {
  private static final List<String> OPENING = List.of("schedule", "users", "rules");

  private final Map<String, JsonNode> properties = new LinkedHashMap<>();
  private @Nullable Kill kill;
  private boolean enabled;

  /** True if the whole text was read and no name was duplicate. */
  private boolean whole;

  /** Reads the value at the parser's position; throws Jackson's exceptions if the text ends. */
  void take(JsonParser parser) {
    JsonToken token = parser.currentToken();
    if (token == JsonToken.VALUE_TRUE || token == JsonToken.VALUE_FALSE) {
      enabled = token == JsonToken.VALUE_TRUE;
      whole = true;
    } else if (token == JsonToken.START_OBJECT) {
      boolean once = true;
      while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
        once &= property(parser);
      }
      whole = once;
    } else {
      parser.skipChildren();
    }
  }

  private boolean property(JsonParser parser) {
    String name = parser.currentName();
    JsonToken token = parser.nextToken();
    JsonNode value;
    try {
      value = ParsedText.MAPPER.readTree(parser);
    } catch (JacksonException cutOff) {
      if (name.equals("killed") && kill == null && token.isStructStart()) {
        kill = Kill.UNEXPLAINED;
      }
      throw cutOff;
    }
    if (name.equals("killed") && kill == null) {
      kill = kill(value);
    }
    return put(name, value);
  }

  /** Adds a property; returns false if one of its name was already present. */
  boolean put(String name, JsonNode value) {
    return properties.put(name, value) == null;
  }

  void remove(String name) {
    properties.remove(name);
  }

  boolean has(String name) {
    return properties.containsKey(name);
  }

  Stops stops() {
    JsonNode percentage = properties.get("percentage");
    boolean zero = isZero(percentage);
    boolean fallback = enabled || isThrown(properties.get("enabled"));
    boolean off =
        whole
            && !fallback
            && (zero || isNothing(percentage))
            && OPENING.stream().allMatch(name -> isNothing(properties.get(name)));
    return new Stops(kill, zero, off || kill != null);
  }

  private static boolean isZero(@Nullable JsonNode value) {
    return value != null
        && (value.isNumber()
            ? value.numberValue().doubleValue() == 0
            : value.isString() && value.stringValue().strip().equals("0"));
  }

  private static boolean isNothing(@Nullable JsonNode value) {
    return value == null || value.isNull() || (value.isContainer() && value.isEmpty());
  }

  private static @Nullable Kill kill(JsonNode value) {
    if (!isThrown(value)) {
      return null;
    }
    return value.isObject()
        ? new Kill(text(value, "by"), instant(text(value, "at")), text(value, "reason"))
        : Kill.UNEXPLAINED;
  }

  private static boolean isThrown(@Nullable JsonNode value) {
    if (value == null || value.isNull() || value.isMissingNode()) {
      return false;
    }
    if (value.isBoolean()) {
      return value.booleanValue();
    }
    if (value.isString()) {
      String text = value.stringValue().strip();
      return !text.isEmpty() && !text.equalsIgnoreCase("false") && !text.equals("0");
    }
    return !isZero(value);
  }

  private static @Nullable String text(JsonNode object, String name) {
    JsonNode value = object.path(name);
    return value.isString() ? value.stringValue() : null;
  }

  private static @Nullable Instant instant(@Nullable String text) {
    try {
      return text == null ? null : Instant.parse(text);
    } catch (DateTimeException e) {
      return null;
    }
  }
}
