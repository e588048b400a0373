package dev.jackstaff.internal.web;

import dev.jackstaff.internal.web.Template.Piece;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Splits a fragment at its holes. Keeps track of tags and quotes, so that no hole is where escaping
 * would not suffice.
 */
final class TemplateParser {
  private static final Pattern HOLE = Pattern.compile("\\{([a-z][A-Za-z0-9]*)}");

  private final String text;
  private final Map<String, RecordComponent> components = new LinkedHashMap<>();
  private final TreeSet<String> unused = new TreeSet<>();
  private final List<Piece> pieces = new ArrayList<>();
  private final List<String> problems = new ArrayList<>();
  private final StringBuilder markup = new StringBuilder();
  private Position position = Position.TEXT;

  /** The places of a character in markup. */
  private enum Position {
    TEXT,
    TAG,
    QUOTES
  }

  TemplateParser(String text, List<RecordComponent> components) {
    this.text = text;
    components.forEach(component -> this.components.put(component.getName(), component));
    unused.addAll(this.components.keySet());
  }

  List<String> problems() {
    return problems;
  }

  List<Piece> pieces() {
    Matcher hole = HOLE.matcher(text);
    for (int at = 0; at < text.length(); at++) {
      char c = text.charAt(at);
      if (c == '{' && hole.region(at, text.length()).lookingAt()) {
        hole(hole.group(1));
        at = hole.end() - 1;
      } else if (c == '{' || c == '}') {
        problems.add("a brace that belongs to no hole, before " + rest(at));
        return pieces;
      } else {
        markup.append(c);
        position = next(c, at);
      }
    }
    pieces.add(new Piece(markup.toString(), null, null));
    if (position != Position.TEXT) {
      problems.add("it ends within a tag");
    }
    unused.forEach(name -> problems.add("it has no hole {" + name + "}"));
    return pieces;
  }

  private Position next(char c, int at) {
    if (position == Position.TEXT) {
      return c == '<' ? Position.TAG : Position.TEXT;
    }
    if (c == '"') {
      return position == Position.TAG ? Position.QUOTES : Position.TAG;
    }
    if (position == Position.TAG && (c == '\'' || (c == '=' && !text.startsWith("\"", at + 1)))) {
      problems.add("an attribute without double quotes, before " + rest(at));
    }
    return position == Position.TAG && c == '>' ? Position.TEXT : position;
  }

  private void hole(String name) {
    RecordComponent component = components.get(name);
    if (component == null) {
      problems.add("nothing fills the hole {" + name + "}");
      return;
    }
    unused.remove(name);
    Class<?> type = component.getType();
    boolean attribute = position == Position.TAG && type == boolean.class;
    if (position == Position.TAG && !attribute && type != Html.class) {
      problems.add("the hole {" + name + "} in a tag outside of quotes must be Html or a boolean");
    }
    if (position == Position.TAG
        && markup.length() > 0
        && markup.charAt(markup.length() - 1) == ' ') {
      // The attribute brings its own blank, or is absent.
      markup.setLength(markup.length() - 1);
    }
    component.getAccessor().setAccessible(true);
    pieces.add(new Piece(markup.toString(), component.getAccessor(), attribute ? name : null));
    markup.setLength(0);
  }

  private String rest(int at) {
    return "'" + text.substring(at, Math.min(text.length(), at + 30)) + "'";
  }
}
