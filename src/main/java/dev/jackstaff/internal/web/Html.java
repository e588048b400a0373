package dev.jackstaff.internal.web;

import java.util.Collection;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Markup that needs no escaping. It comes from {@link Fragment fragments}, in which values are
 * escaped, or from text. Immutable and thread-safe.
 */
public final class Html {
  public static final Html NOTHING = new Html("");

  private final String markup;

  private Html(String markup) {
    this.markup = markup;
  }

  /** Returns markup in which all values are escaped already. */
  static Html ofMarkup(String markup) {
    return new Html(markup);
  }

  /** Returns one piece for each item, in order. */
  public static <T> Html each(Collection<T> items, Function<T, ?> piece) {
    StringBuilder markup = new StringBuilder();
    items.forEach(item -> append(markup, piece.apply(item)));
    return new Html(markup.toString());
  }

  /** Returns pieces after each other: markup, fragments, and texts, which are escaped. */
  public static Html join(@Nullable Object... pieces) {
    StringBuilder markup = new StringBuilder();
    for (Object piece : pieces) {
      append(markup, piece);
    }
    return new Html(markup.toString());
  }

  /** Returns an attribute without a value, with a blank before it. */
  public static Html attribute(String name) {
    return new Html(" " + name);
  }

  /** Returns an attribute with a blank before it. */
  public static Html attribute(String name, String value) {
    StringBuilder markup = new StringBuilder(" ").append(name).append("=\"");
    escape(markup, value);
    return new Html(markup.append('"').toString());
  }

  public boolean isEmpty() {
    return markup.isEmpty();
  }

  @Override
  public String toString() {
    return markup;
  }

  static void append(StringBuilder markup, @Nullable Object value) {
    if (value instanceof Html html) {
      markup.append(html.markup);
    } else if (value instanceof Fragment fragment) {
      markup.append(fragment.html().markup);
    } else if (value != null) {
      escape(markup, value.toString());
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
