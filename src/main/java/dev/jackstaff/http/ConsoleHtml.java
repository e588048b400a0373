package dev.jackstaff.http;

import java.util.Collection;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A piece of a page. What is put into it is escaped, unless it is a piece of a page itself. */
final class ConsoleHtml {
  static final ConsoleHtml NOTHING = new ConsoleHtml("");

  private final String markup;

  private ConsoleHtml(String markup) {
    this.markup = markup;
  }

  /**
   * Puts each part in the place of a {@code {}}; the template itself is trusted, and puts its
   * attributes in double quotes. Null is nothing.
   */
  static ConsoleHtml of(String template, @Nullable Object... parts) {
    StringBuilder markup = new StringBuilder(template.length() + 64);
    int from = 0;
    for (Object part : parts) {
      int to = template.indexOf("{}", from);
      if (to < 0) {
        throw new IllegalArgumentException("more parts than places in " + template);
      }
      append(markup.append(template, from, to), part);
      from = to + 2;
    }
    if (template.indexOf("{}", from) >= 0) {
      throw new IllegalArgumentException("more places than parts in " + template);
    }
    return new ConsoleHtml(markup.append(template, from, template.length()).toString());
  }

  /** One piece for each item, in a row. */
  static <T> ConsoleHtml each(Collection<T> items, Function<T, ConsoleHtml> piece) {
    StringBuilder markup = new StringBuilder();
    items.forEach(item -> markup.append(piece.apply(item).markup));
    return new ConsoleHtml(markup.toString());
  }

  static ConsoleHtml join(ConsoleHtml... pieces) {
    StringBuilder markup = new StringBuilder();
    for (ConsoleHtml piece : pieces) {
      markup.append(piece.markup);
    }
    return new ConsoleHtml(markup.toString());
  }

  static ConsoleHtml text(@Nullable String text) {
    return of("{}", text);
  }

  /** The attribute without a value, with a blank before it, or nothing. */
  static ConsoleHtml flag(String attribute, boolean present) {
    return present ? new ConsoleHtml(" " + attribute) : NOTHING;
  }

  boolean isEmpty() {
    return markup.isEmpty();
  }

  @Override
  public String toString() {
    return markup;
  }

  private static void append(StringBuilder markup, @Nullable Object part) {
    if (part instanceof ConsoleHtml html) {
      markup.append(html.markup);
    } else if (part != null) {
      escape(markup, part.toString());
    }
  }

  private static void escape(StringBuilder markup, String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '&' -> markup.append("&amp;");
        case '<' -> markup.append("&lt;");
        case '>' -> markup.append("&gt;");
        case '"' -> markup.append("&quot;");
        case '\'' -> markup.append("&#39;");
        case '\0' -> markup.append('\uFFFD');
        default -> markup.append(c);
      }
    }
  }
}
