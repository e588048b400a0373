package dev.jackstaff.tools.convert;

import dev.jackstaff.internal.json.PlainJson;
import dev.jackstaff.model.InvalidFlagsException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A value of a JSON file, with its path for messages. A value of the wrong type is recorded as a
 * fault and read as a missing one, so that all faults are found in one run.
 */
final class JsonPart {
  private final @Nullable Object value;
  private final String path;
  private final String place;
  private final ConvertedFlags result;

  private JsonPart(@Nullable Object value, String path, String place, ConvertedFlags result) {
    this.value = value;
    this.path = path;
    this.place = place;
    this.result = result;
  }

  /** Reads a file; one that is not JSON is a fault, and empty. */
  static JsonPart read(byte[] content, String place, ConvertedFlags result) {
    try {
      String text = new String(content, StandardCharsets.UTF_8);
      return new JsonPart(PlainJson.read(text, place), "", place, result);
    } catch (InvalidFlagsException e) {
      e.problems().forEach(problem -> result.problem(problem.toString()));
      return new JsonPart(null, "", place, result);
    }
  }

  /** Returns the value as it is. */
  @Nullable Object value() {
    return value;
  }

  String path() {
    return path;
  }

  String place() {
    return place;
  }

  boolean isMissing() {
    return value == null;
  }

  boolean isObject() {
    return value instanceof Map<?, ?>;
  }

  boolean isList() {
    return value instanceof List<?>;
  }

  /** Records a fault of this value. */
  void problem(String message) {
    result.problem(place, path.isEmpty() ? null : path, message);
  }

  private void wrong(String expected) {
    if (value != null) {
      String shown = PlainJson.write(value);
      problem(
          "must be "
              + expected
              + ", was "
              + (shown.length() > 60 ? shown.substring(0, 60) + "…" : shown));
    }
  }

  /** Returns a member of an object; it is missing if this is no object. */
  JsonPart get(String name) {
    Object member = value instanceof Map<?, ?> map ? map.get(name) : null;
    String below = path.isEmpty() ? name : path + "." + name;
    return new JsonPart(member, below, place, result);
  }

  /** Returns the members of an object. */
  Map<String, JsonPart> members() {
    Map<String, JsonPart> members = new LinkedHashMap<>();
    if (value instanceof Map<?, ?> map) {
      map.keySet().forEach(name -> members.put(String.valueOf(name), get(String.valueOf(name))));
    } else {
      wrong("an object");
    }
    return members;
  }

  /** Returns the items of a list. */
  List<JsonPart> items() {
    List<JsonPart> items = new ArrayList<>();
    if (value instanceof List<?> list) {
      for (int i = 0; i < list.size(); i++) {
        items.add(new JsonPart(list.get(i), path + "[" + i + "]", place, result));
      }
    } else {
      wrong("a list");
    }
    return items;
  }

  /** Returns the texts of a list; numbers and booleans are texts too. */
  List<String> texts() {
    List<String> texts = new ArrayList<>();
    for (JsonPart item : items()) {
      if (item.isObject() || item.isList() || item.isMissing()) {
        item.wrong("a text");
      } else {
        texts.add(String.valueOf(item.value()));
      }
    }
    return texts;
  }

  @Nullable String text() {
    if (value instanceof String text) {
      return text;
    }
    wrong("a text");
    return null;
  }

  String text(String ifMissing) {
    String text = text();
    return text == null ? ifMissing : text;
  }

  boolean bool(boolean ifMissing) {
    if (value instanceof Boolean bool) {
      return bool;
    }
    wrong("true or false");
    return ifMissing;
  }

  /** Returns a number; a text that is one counts, as some systems write parameters as texts. */
  double number(double ifMissing) {
    if (value instanceof Number number) {
      return number.doubleValue();
    }
    if (value instanceof String text) {
      try {
        return Double.parseDouble(text.strip());
      } catch (NumberFormatException e) {
        wrong("a number");
        return ifMissing;
      }
    }
    wrong("a number");
    return ifMissing;
  }

  /** Returns a number between two bounds. */
  double number(double ifMissing, double min, double max) {
    double number = number(ifMissing);
    if (!(number >= min && number <= max)) {
      wrong("a number from " + plain(min) + " to " + plain(max));
      return ifMissing;
    }
    return number;
  }

  /** Returns a number without a fraction of zero. */
  static Number plain(double number) {
    double rounded = Math.round(number * 1_000_000) / 1_000_000.0;
    return rounded == Math.rint(rounded) ? (Number) (long) rounded : (Number) rounded;
  }
}
