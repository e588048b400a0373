package dev.jackstaff.internal.web;

import java.util.Collection;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A fragment of a page. Values that are inserted into it are escaped, unless they are fragments
 * themselves.
 */
public final class Html {
  public static final Html NOTHING = new Html("");

  private final String markup;

  private Html(String markup) {
    this.markup = markup;
  }

  /**
   * Replaces each {@code {}} by a part. The template itself is trusted, and writes its attributes
   * in double quotes. Null is written as nothing.
   */
  public static Html of(String template, @Nullable Object... parts) {
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
    return new Html(markup.append(template, from, template.length()).toString());
  }

  /** Returns one fragment for each item, in order. */
  public static <T> Html each(Collection<T> items, Function<T, Html> piece) {
    StringBuilder markup = new StringBuilder();
    items.forEach(item -> markup.append(piece.apply(item).markup));
    return new Html(markup.toString());
  }

  public static Html join(Html... pieces) {
    StringBuilder markup = new StringBuilder();
    for (Html piece : pieces) {
      markup.append(piece.markup);
    }
    return new Html(markup.toString());
  }

  public static Html text(@Nullable String text) {
    return of("{}", text);
  }

  /** Returns an attribute without a value, after a blank, or nothing. */
  public static Html flag(String attribute, boolean present) {
    return present ? new Html(" " + attribute) : NOTHING;
  }

  public boolean isEmpty() {
    return markup.isEmpty();
  }

  @Override
  public String toString() {
    return markup;
  }

  private static void append(StringBuilder markup, @Nullable Object part) {
    if (part instanceof Html html) {
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
