package dev.jackstaff.console;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The fields of a form, or of a query, in order. */
final class FormData {
  static final FormData EMPTY = new FormData(Map.of());

  private final Map<String, List<String>> fields;

  private FormData(Map<String, List<String>> fields) {
    this.fields = fields;
  }

  static FormData parse(String encoded) {
    Map<String, List<String>> fields = new LinkedHashMap<>();
    for (String pair : encoded.split("&", -1)) {
      if (!pair.isEmpty()) {
        int equals = pair.indexOf('=');
        String name = equals < 0 ? pair : pair.substring(0, equals);
        String value = equals < 0 ? "" : pair.substring(equals + 1);
        fields.computeIfAbsent(decode(name), n -> new ArrayList<>()).add(decode(value));
      }
    }
    return new FormData(fields);
  }

  static FormData ofLists(Map<String, List<String>> fields) {
    return new FormData(fields);
  }

  static FormData of(Map<String, String[]> parameters) {
    Map<String, List<String>> fields = new LinkedHashMap<>();
    parameters.forEach((name, values) -> fields.put(name, List.of(values)));
    return new FormData(fields);
  }

  /** Returns the names of the fields that begin with a prefix, without the prefix. */
  List<String> named(String prefix) {
    return fields.keySet().stream()
        .filter(name -> name.startsWith(prefix))
        .map(name -> name.substring(prefix.length()))
        .toList();
  }

  private static String decode(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw RequestFailure.Category.MALFORMED.because("a field is not encoded as a form's is");
    }
  }

  /** Returns the first value without surrounding blanks, or an empty string. */
  String get(String name) {
    return raw(name).strip();
  }

  /** Returns the first value as it was typed, with lines that end with a newline only. */
  String raw(String name) {
    List<String> values = all(name);
    return values.isEmpty() ? "" : values.get(0).replace("\r\n", "\n");
  }

  List<String> all(String name) {
    return fields.getOrDefault(name, List.of());
  }

  boolean has(String name) {
    return fields.containsKey(name);
  }

  /** Returns the lines of a field that are not blank. */
  List<String> lines(String name) {
    return raw(name).lines().map(String::strip).filter(line -> !line.isEmpty()).toList();
  }
}
