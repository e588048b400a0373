package dev.jackstaff.internal.json;

import dev.jackstaff.model.Flag;
import dev.jackstaff.model.Kill;
import dev.jackstaff.model.Rule;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * The safety measures in a definition, read leniently. A text that is not a valid flag, because it
 * is truncated or has another problem, may still show that the flag is stopped. Reading never
 * throws, whatever the text, and costs one pass over it. Immutable.
 *
 * @param kill the kill if the property reads as killed, otherwise null. Every value reads as killed
 *     except a missing one, null, false, 0, an empty text and the text {@code false}; of two
 *     values, the one that kills applies.
 * @param noRollout whether the percentage reads as 0
 * @param off whether the whole text was read, and turns the flag on for no user
 */
public record Stops(@Nullable Kill kill, boolean noRollout, boolean off) {
  /** The result if no safety measure was found. */
  public static final Stops NONE = new Stops(null, false, false);

  /** {@return whether the flag reads as killed} */
  public boolean killed() {
    return kill != null;
  }

  /**
   * {@return the stops of a flag that was read, but may be unusable because of problems in other
   * definitions}
   *
   * @param flag the flag
   */
  public static Stops of(Flag flag) {
    boolean zero = flag.percentage().isPresent() && flag.percentage().getAsDouble() == 0;
    boolean off =
        !flag.enabled()
            && flag.schedule() == null
            && (zero || flag.percentage().isEmpty())
            && flag.users().isEmpty()
            && flag.rules().stream().allMatch(Stops::isOff);
    return new Stops(flag.killed(), zero, off || flag.isKilled());
  }

  private static boolean isOff(Rule rule) {
    return (rule.outcome() instanceof Rule.Enabled enabled && !enabled.on())
        || (rule.outcome() instanceof Rule.Percentage share && share.percentage() == 0);
  }

  /**
   * {@return the stops in one definition}
   *
   * @param definition a text that should be {@code true}, {@code false} or an object in JSON
   */
  public static Stops ofDefinition(String definition) {
    return read(definition).stops();
  }

  /**
   * {@return the stops in a file, by flag, as far as they precede the first syntax error}
   *
   * @param document bytes that should be a document in UTF-8, of the short or the long form
   */
  public static Map<String, Stops> ofDocument(byte[] document) {
    String text = new String(document, StandardCharsets.UTF_8);
    Map<String, Stops> stops = new LinkedHashMap<>();
    try (JsonParser parser = ParsedText.MAPPER.createParser(LinesAndColumns.withoutMark(text))) {
      if (parser.nextToken() == JsonToken.START_OBJECT) {
        flags(parser, stops, true);
      }
    } catch (JacksonException | NumberFormatException cutOff) {
      return stops;
    }
    return stops;
  }

  private static void flags(JsonParser parser, Map<String, Stops> stops, boolean outer) {
    while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
      String name = parser.currentName();
      JsonToken value = parser.nextToken();
      if (outer && name.equals("flags") && value == JsonToken.START_OBJECT) {
        flags(parser, stops, false);
      } else if (outer && name.equals("segments")) {
        parser.skipChildren();
      } else {
        StopsReader reader = new StopsReader();
        try {
          reader.take(parser);
        } finally {
          stops.merge(name, reader.stops(), Stops::either);
        }
      }
    }
  }

  /**
   * Combines the stops of two definitions with the same name, each of which may have stopped the
   * flag.
   */
  private Stops either(Stops other) {
    return new Stops(
        kill == null ? other.kill : kill, noRollout || other.noRollout, off && other.off);
  }

  /** Reads a definition, or JSON that a program has written as a string. */
  static StopsReader read(String definition) {
    return read(definition, true);
  }

  private static StopsReader read(String definition, boolean mayBeText) {
    StopsReader reader = new StopsReader();
    try (JsonParser parser = ParsedText.MAPPER.createParser(definition)) {
      if (parser.nextToken() == JsonToken.VALUE_STRING && mayBeText) {
        return read(parser.getString(), false);
      }
      reader.take(parser);
    } catch (JacksonException | NumberFormatException cutOff) {
      return reader;
    }
    return reader;
  }
}
