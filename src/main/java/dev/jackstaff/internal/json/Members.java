package dev.jackstaff.internal.json;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.JsonNode;

/**
 * The entries of one object in a text, so that some can be changed while everything else stays as
 * it was written.
 */
final class Members {
  private final String text;
  private final int open;
  private final int close;
  private final boolean windows;
  private final List<Member> members = new ArrayList<>();

  /** An entry from the quote of its name to the end of its value. */
  record Member(String name, int start, int value, int end) {}

  /** Reads from the object's opening brace. */
  private Members(String text, JsonParser parser) {
    this.text = text;
    this.open = offset(parser);
    while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
      members.add(member(parser));
    }
    this.close = offset(parser);
    this.windows = text.contains("\r\n");
  }

  /** Returns the entries of the object that is the whole text. */
  static Members of(String text) {
    return at(text, 0);
  }

  /** Returns the entries of the object that is the value of an entry. */
  static Members of(String text, Member member) {
    return at(text, member.value());
  }

  private static Members at(String text, int start) {
    // Blanks replace the text before, so that the offsets are those of the whole text.
    String rest = " ".repeat(start) + text.substring(start);
    try (JsonParser parser = ParsedText.MAPPER.createParser(rest)) {
      parser.nextToken();
      return new Members(text, parser);
    }
  }

  private static Member member(JsonParser parser) {
    String name = parser.currentName();
    int start = offset(parser);
    parser.nextToken();
    int value = offset(parser);
    parser.skipChildren();
    parser.finishToken();
    return new Member(name, start, value, (int) parser.currentLocation().getCharOffset());
  }

  private static int offset(JsonParser parser) {
    return (int) parser.currentTokenLocation().getCharOffset();
  }

  List<Member> all() {
    return members;
  }

  Optional<Member> find(String name) {
    return members.stream().filter(member -> member.name().equals(name)).findFirst();
  }

  /** Returns the text unchanged, from an entry's name to the end of its value. */
  String written(Member member) {
    return text.substring(member.start(), member.end());
  }

  /**
   * Returns the text with changed entries: a known one is replaced in place, an unknown one is
   * added at the end. Costs one pass over the text, whatever the number of changes.
   *
   * @param values the values to write by name
   * @param removed the names of the entries to remove; unknown ones are ignored
   */
  String edited(Map<String, JsonNode> values, Set<String> removed) {
    Map<String, JsonNode> added = new LinkedHashMap<>(values);
    members.forEach(member -> added.remove(member.name()));
    if (members.isEmpty()) {
      return added.isEmpty() ? text : filled(added);
    }
    Member last = members.get(members.size() - 1);
    StringBuilder entries = kept(values, removed);
    String gap = gap(last.start());
    added.forEach(
        (name, value) -> {
          entries.append(entries.isEmpty() ? start() : "," + (gap.isEmpty() ? " " : gap));
          entries.append(asHere(Layout.entry(name, Layout.text(value, indent(last.start())))));
        });
    String end = entries.isEmpty() ? "" : text.substring(last.end(), close);
    return text.substring(0, open + 1) + entries + end + text.substring(close);
  }

  /** Returns the entries that are not removed, each with the text between it and the one before. */
  private StringBuilder kept(Map<String, JsonNode> values, Set<String> removed) {
    StringBuilder entries = new StringBuilder();
    for (int i = 0; i < members.size(); i++) {
      Member member = members.get(i);
      if (!removed.contains(member.name())) {
        boolean first = entries.isEmpty();
        entries.append(first ? start() : text.substring(members.get(i - 1).end(), member.start()));
        JsonNode value = values.get(member.name());
        entries.append(value == null ? written(member) : replaced(member, value));
      }
    }
    return entries;
  }

  /** Returns the text between the opening brace and the first entry. */
  private String start() {
    return text.substring(open + 1, members.get(0).start());
  }

  /** Returns the text with entries in the object, which is empty. */
  private String filled(Map<String, JsonNode> values) {
    String indent = indent(open);
    String lines = asHere(Layout.lines(values, indent));
    return text.substring(0, open) + lines + text.substring(close + 1);
  }

  private String replaced(Member member, JsonNode value) {
    String laidOut = Layout.text(value, indent(member.start()));
    return text.substring(member.start(), member.value()) + asHere(laidOut);
  }

  /** Returns the white space before an offset. */
  private String gap(int offset) {
    int start = offset;
    while (start > 0 && Character.isWhitespace(text.charAt(start - 1))) {
      start--;
    }
    return text.substring(start, offset);
  }

  /** Returns the indentation of an offset's line. */
  private String indent(int offset) {
    int start = text.lastIndexOf('\n', offset - 1) + 1;
    int end = start;
    while (end < text.length() && (text.charAt(end) == ' ' || text.charAt(end) == '\t')) {
      end++;
    }
    return text.substring(start, end);
  }

  /** Converts line ends to those of the text. */
  private String asHere(String laidOut) {
    return windows ? laidOut.replace("\n", "\r\n") : laidOut;
  }
}
