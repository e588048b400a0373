package dev.jackstaff.internal.json;

import dev.jackstaff.internal.json.LinesAndColumns.Spot;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * Finds the places of values in a text, in one pass that descends only to requested values. On the
 * way it can find duplicate names in an object, and strings with unpaired surrogates. Used once.
 */
final class Locations {
  private final boolean seeksDuplicates;
  private final boolean seeksHalves;
  private final int max;
  private final Wanted root = new Wanted(null);

  /** The current path: names, and indexes as numbers. */
  private final List<Object> path = new ArrayList<>();

  private final List<PathSpot> duplicates = new ArrayList<>(0);
  private final List<PathSpot> halves = new ArrayList<>(0);
  private int more;

  /** A spot and the path to the value there. */
  record PathSpot(List<String> path, Spot spot) {}

  /** A value whose place is requested, or an ancestor of one. */
  static final class Wanted {
    private final @Nullable Wanted around;
    private final Map<String, Wanted> inside = new HashMap<>(2);
    private @Nullable Spot name;
    private @Nullable Spot value;

    private Wanted(@Nullable Wanted around) {
      this.around = around;
    }

    /** Returns the spot of the name, otherwise of the value, or of the nearest enclosing value. */
    Spot spot(boolean atName) {
      if (atName && name != null) {
        return name;
      }
      Wanted nearest = this;
      while (nearest.value == null && nearest.around != null) {
        nearest = nearest.around;
      }
      return nearest.value == null ? Spot.START : nearest.value;
    }
  }

  /**
   * Creates a search that stores a limited number of duplicates and of unpaired surrogates, and
   * counts the others.
   */
  Locations(boolean seeksDuplicates, boolean seeksHalves, int max) {
    this.seeksDuplicates = seeksDuplicates;
    this.seeksHalves = seeksHalves;
    this.max = max;
  }

  Wanted track(List<String> steps) {
    Wanted wanted = root;
    for (String step : steps) {
      Wanted around = wanted;
      wanted = around.inside.computeIfAbsent(step, unused -> new Wanted(around));
    }
    return wanted;
  }

  /** Searches a text that has already been parsed, so it is valid JSON. */
  void find(String text) {
    try (JsonParser parser = ParsedText.MAPPER.createParser(text)) {
      parser.nextToken();
      value(parser, root);
    }
  }

  List<PathSpot> duplicates() {
    return duplicates;
  }

  List<PathSpot> halves() {
    return halves;
  }

  /** Returns the number of duplicates and unpaired surrogates beyond those that were stored. */
  int more() {
    return more;
  }

  private boolean isDone() {
    return max == 1 && duplicates.size() + halves.size() > 0;
  }

  private void value(JsonParser parser, @Nullable Wanted wanted) {
    if (wanted != null) {
      wanted.value = ParsedText.start(parser);
    }
    JsonToken token = parser.currentToken();
    if (token.isStructStart() && (seeksDuplicates || seeksHalves || hasChildren(wanted))) {
      if (token == JsonToken.START_OBJECT) {
        object(parser, wanted);
      } else {
        list(parser, wanted);
      }
    } else if (token.isStructStart()) {
      parser.skipChildren();
    } else if (token == JsonToken.VALUE_STRING && seeksHalves) {
      check(parser.getString(), parser);
    }
  }

  private static boolean hasChildren(@Nullable Wanted wanted) {
    return wanted != null && !wanted.inside.isEmpty();
  }

  private void object(JsonParser parser, @Nullable Wanted wanted) {
    Set<String> names = seeksDuplicates ? new HashSet<>() : Set.of();
    while (!isDone() && parser.nextToken() == JsonToken.PROPERTY_NAME) {
      String name = parser.currentName();
      path.add(name);
      Wanted entry = wanted == null ? null : wanted.inside.get(name);
      if (entry != null && entry.name == null) {
        entry.name = ParsedText.start(parser);
      }
      if (seeksDuplicates && !names.add(name)) {
        note(duplicates, parser);
      }
      check(name, parser);
      parser.nextToken();
      value(parser, entry);
      path.remove(path.size() - 1);
    }
  }

  private void list(JsonParser parser, @Nullable Wanted wanted) {
    int index = 0;
    while (!isDone() && parser.nextToken() != JsonToken.END_ARRAY) {
      path.add(index);
      value(parser, wanted == null ? null : item(wanted, index));
      path.remove(path.size() - 1);
      index++;
    }
  }

  /** The index is only converted to text if something is requested there. */
  private static @Nullable Wanted item(Wanted list, int index) {
    return list.inside.isEmpty() ? null : list.inside.get(Integer.toString(index));
  }

  private void check(String text, JsonParser parser) {
    if (seeksHalves && LinesAndColumns.halved(text)) {
      note(halves, parser);
    }
  }

  private void note(List<PathSpot> places, JsonParser parser) {
    if (places.size() < max) {
      places.add(
          new PathSpot(path.stream().map(String::valueOf).toList(), ParsedText.start(parser)));
    } else {
      more++;
    }
  }
}
