package dev.jackstaff.internal.json;

import dev.jackstaff.internal.json.LinesAndColumns.Spot;
import dev.jackstaff.model.InvalidFlagsException;
import dev.jackstaff.model.InvalidFlagsException.Problem;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.TokenStreamContext;

/**
 * Reads JSON that is not a definition into values, in one pass that ends at the first problem. The
 * problem's place is the parser's position, so it costs nothing to find. Used once.
 */
final class PlainReader {
  private final JsonParser parser;
  private final String place;
  private final Bounds bounds;
  private int names;

  /**
   * The limits of a text.
   *
   * @param nameLength the maximum length of a name, in UTF-16 units
   * @param names the maximum number of names
   * @param digits the maximum number of characters of a number
   */
  record Bounds(int nameLength, int names, int digits) {
    static final Bounds NONE = new Bounds(Integer.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE);
  }

  private PlainReader(JsonParser parser, String place, Bounds bounds) {
    this.parser = parser;
    this.place = place;
    this.bounds = bounds;
  }

  static @Nullable Object read(String text, String place, Bounds bounds) {
    try (JsonParser parser = ParsedText.MAPPER.createParser(text)) {
      PlainReader reader = new PlainReader(parser, place, bounds);
      try {
        return reader.whole();
      } catch (NumberFormatException exponent) {
        throw LinesAndColumns.refused(ParsedText.start(parser).in(place), SyntaxFault.TOO_LARGE);
      } catch (JacksonException syntax) {
        throw LinesAndColumns.refused(
            ParsedText.spot(syntax, parser).in(place), SyntaxFault.message(syntax));
      }
    }
  }

  private @Nullable Object whole() {
    if (parser.nextToken() == null) {
      throw LinesAndColumns.refused(Spot.START.in(place), "the document is empty");
    }
    Object value = value();
    if (parser.nextToken() != null) {
      throw LinesAndColumns.refused(
          ParsedText.start(parser).in(place), "the document goes on after its end");
    }
    return value;
  }

  /** Reads a value by recursion, whose depth the parser's own limit bounds. */
  private @Nullable Object value() {
    return switch (parser.currentToken()) {
      case START_OBJECT -> object();
      case START_ARRAY -> list();
      case VALUE_STRING -> text(parser.getString());
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> number();
      default -> null;
    };
  }

  private Map<String, @Nullable Object> object() {
    Map<String, @Nullable Object> object = new LinkedHashMap<>();
    while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
      String name = name(parser.currentName());
      if (object.containsKey(name)) {
        throw refused(label() + " is there twice");
      }
      parser.nextToken();
      object.put(name, value());
    }
    return object;
  }

  private String name(String name) {
    if (name.length() > bounds.nameLength()) {
      throw refused("a name is longer than " + bounds.nameLength() + " characters");
    }
    if (++names > bounds.names()) {
      throw refused("there are more than " + bounds.names() + " names");
    }
    return text(name);
  }

  private List<@Nullable Object> list() {
    List<@Nullable Object> list = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      list.add(value());
    }
    return list;
  }

  private Number number() {
    if (parser.getStringLength() > bounds.digits()) {
      throw refused("a number has more than " + bounds.digits() + " characters");
    }
    return parser.currentToken() == JsonToken.VALUE_NUMBER_INT
        ? parser.getNumberValue()
        : Json.number(parser.getDecimalValue());
  }

  private String text(String text) {
    if (LinesAndColumns.halved(text)) {
      throw refused("half of a surrogate pair is no character");
    }
    return text;
  }

  private InvalidFlagsException refused(String message) {
    List<String> path = path();
    Problem problem =
        new Problem(
            ParsedText.start(parser).in(place), null, DocumentForm.pointer(path, 0), message);
    return new InvalidFlagsException(List.of(problem));
  }

  private String label() {
    return DocumentForm.label(path(), 0);
  }

  private List<String> path() {
    Deque<String> path = new ArrayDeque<>();
    TokenStreamContext at = parser.streamReadContext();
    while (at != null && !at.inRoot()) {
      if (at.inObject() && at.currentName() != null) {
        path.push(at.currentName());
      } else if (at.inArray() && at.hasCurrentIndex()) {
        path.push(Integer.toString(at.getCurrentIndex()));
      }
      at = at.getParent();
    }
    return List.copyOf(path);
  }
}
