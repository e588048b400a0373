package dev.jackstaff.sample;

import java.util.Collection;
import java.util.function.Function;
import java.util.stream.Collectors;

/** A piece of a page. What is put into it is escaped, unless it is a piece of a page itself. */
final class Html {
  static final Html NOTHING = new Html("");

  private final String markup;

  private Html(String markup) {
    this.markup = markup;
  }

  /** Puts each part in the place of a {@code {}}; the template itself is trusted. */
  static Html of(String template, Object... parts) {
    StringBuilder markup = new StringBuilder();
    int from = 0;
    for (Object part : parts) {
      int to = template.indexOf("{}", from);
      if (to < 0) {
        throw new IllegalArgumentException("more parts than places in " + template);
      }
      markup.append(template, from, to).append(markup(part));
      from = to + 2;
    }
    if (template.indexOf("{}", from) >= 0) {
      throw new IllegalArgumentException("more places than parts in " + template);
    }
    return new Html(markup.append(template, from, template.length()).toString());
  }

  /** One piece for each item, in a row. */
  static <T> Html each(Collection<T> items, Function<T, Html> piece) {
    return new Html(items.stream().map(piece).map(Html::toString).collect(Collectors.joining()));
  }

  @Override
  public String toString() {
    return markup;
  }

  private static String markup(Object part) {
    return part instanceof Html html ? html.markup : escape(String.valueOf(part));
  }

  private static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }
}
