package dev.jackstaff.internal.json;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.JsonNode;

/**
 * The entries of one object in a text, so that one can be changed while everything else stays as it
 * was written.
 */
final class Members {
  private final String text;
  private final int open;
  private final int close;
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

  /** Returns the text with an entry replaced in place, or added at the end. */
  String with(String name, JsonNode value) {
    return find(name).map(member -> replaced(member, value)).orElseGet(() -> added(name, value));
  }

  /** Returns the text without an entry. */
  String without(String name) {
    return find(name).map(this::removed).orElse(text);
  }

  private String replaced(Member member, JsonNode value) {
    String laidOut = Layout.text(value, indent(member.start()));
    return spliced(member.value(), asHere(laidOut), member.end());
  }

  private String added(String name, JsonNode value) {
    if (members.isEmpty()) {
      String indent = indent(open);
      String entry = Layout.entry(name, Layout.text(value, indent + "  "));
      return spliced(open, asHere(Layout.lines(List.of(entry), "{}", indent)), close + 1);
    }
    Member last = members.get(members.size() - 1);
    String gap = gap(last.start());
    String entry = Layout.entry(name, Layout.text(value, indent(last.start())));
    return spliced(last.end(), "," + (gap.isEmpty() ? " " : gap) + asHere(entry), last.end());
  }

  private String removed(Member member) {
    int index = members.indexOf(member);
    if (members.size() == 1) {
      return spliced(open + 1, "", close);
    }
    return index == 0
        ? spliced(member.start(), "", members.get(1).start())
        : spliced(members.get(index - 1).end(), "", member.end());
  }

  private String spliced(int start, String replacement, int end) {
    return text.substring(0, start) + replacement + text.substring(end);
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
    return text.contains("\r\n") ? laidOut.replace("\n", "\r\n") : laidOut;
  }
}
