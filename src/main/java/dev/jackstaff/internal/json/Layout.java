package dev.jackstaff.internal.json;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** Formats JSON as it is written by hand: a value that fits is on one line. */
final class Layout {
  private static final int WIDTH = 100;
  private static final String STEP = "  ";

  private Layout() {}

  /** Returns a value for a line with this indentation; its own lines are indented further. */
  static String text(JsonNode node, String indent) {
    String line = line(node);
    return node.isContainer() && indent.length() + line.length() > WIDTH
        ? lines(parts(node, indent + STEP), node.isObject() ? "{}" : "[]", indent)
        : line;
  }

  /** Returns an object with each entry on a line of its own. */
  static String lines(Map<String, JsonNode> entries, String indent) {
    List<String> parts = new ArrayList<>(entries.size());
    entries.forEach((name, value) -> parts.add(entry(name, text(value, indent + STEP))));
    return lines(parts, "{}", indent);
  }

  static String lines(List<String> parts, String brackets, String indent) {
    if (parts.isEmpty()) {
      return brackets;
    }
    String inner = "\n" + indent + STEP;
    String body = String.join("," + inner, parts);
    return brackets.charAt(0) + inner + body + "\n" + indent + brackets.charAt(1);
  }

  static String entry(String name, String value) {
    return ParsedText.node(name) + ": " + value;
  }

  private static List<String> parts(JsonNode node, String indent) {
    List<String> parts = new ArrayList<>(node.size());
    node.properties().forEach(it -> parts.add(entry(it.getKey(), text(it.getValue(), indent))));
    for (int i = 0; node.isArray() && i < node.size(); i++) {
      parts.add(text(node.get(i), indent));
    }
    return parts;
  }

  private static String line(JsonNode node) {
    if (node.isObject()) {
      List<String> parts = new ArrayList<>(node.size());
      node.properties().forEach(it -> parts.add(entry(it.getKey(), line(it.getValue()))));
      return "{" + String.join(", ", parts) + "}";
    }
    if (node.isArray()) {
      return "[" + String.join(", ", node.valueStream().map(Layout::line).toList()) + "]";
    }
    return node.toString();
  }
}
