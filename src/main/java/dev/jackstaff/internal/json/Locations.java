package dev.jackstaff.internal.json;

import dev.jackstaff.internal.json.Text.Spot;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** Where everything in a text stands. Made only when there is something to complain about. */
final class Locations {
  private final Map<String, Spot> names = new HashMap<>();
  private final Map<String, Spot> values = new HashMap<>();
  private final Deque<Set<String>> open = new ArrayDeque<>();
  private final List<Place> duplicates = new ArrayList<>();
  private final List<Place> halves = new ArrayList<>();

  /** A spot and what stands there. */
  record Place(String pointer, Spot spot) {}

  /** Reads a text that has been read before, so it is JSON. */
  Locations(String text) {
    try (JsonParser parser = Tree.MAPPER.createParser(text)) {
      JsonToken token = parser.nextToken();
      while (token != null) {
        note(token, parser);
        token = parser.nextToken();
      }
    }
  }

  /** Names that their object has already. */
  List<Place> duplicates() {
    return duplicates;
  }

  /** Strings and names with half a character. */
  List<Place> halves() {
    return halves;
  }

  /** The spot of a value, or of the nearest value around it that is there. */
  Spot value(String pointer) {
    Spot spot = values.get(pointer);
    return spot != null || pointer.isEmpty()
        ? spot == null ? Spot.START : spot
        : value(pointer.substring(0, pointer.lastIndexOf('/')));
  }

  /** The spot of a name, or of the value if it has none. */
  Spot name(String pointer) {
    Spot spot = names.get(pointer);
    return spot == null ? value(pointer) : spot;
  }

  private void note(JsonToken token, JsonParser parser) {
    switch (token) {
      case PROPERTY_NAME -> name(parser);
      case START_OBJECT -> {
        value(parser);
        open.push(new HashSet<>());
      }
      case END_OBJECT -> open.pop();
      case END_ARRAY -> {}
      case VALUE_STRING -> {
        value(parser);
        check(parser.getString(), parser);
      }
      default -> value(parser);
    }
  }

  private void name(JsonParser parser) {
    String name = parser.currentName();
    check(name, parser);
    if (open.element().add(name)) {
      names.put(pointer(parser), Tree.start(parser));
    } else {
      duplicates.add(new Place(pointer(parser), Tree.start(parser)));
    }
  }

  private void value(JsonParser parser) {
    values.put(pointer(parser), Tree.start(parser));
  }

  private void check(String text, JsonParser parser) {
    if (Text.halved(text)) {
      halves.add(new Place(pointer(parser), Tree.start(parser)));
    }
  }

  private static String pointer(JsonParser parser) {
    return parser.streamReadContext().pathAsPointer().toString();
  }
}
