package dev.jackstaff.internal.web;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A fragment as its file has it, with the components of a record that fill its holes. Immutable and
 * thread-safe.
 */
final class Template {
  /**
   * The templates of a page's records, which are read at their first use and kept with the page.
   */
  private static final ClassValue<Map<Class<?>, Template>> PAGES =
      new ClassValue<>() {
        @Override
        protected Map<Class<?>, Template> computeValue(Class<?> page) {
          return TemplateFile.of(page).templates();
        }
      };

  private final List<Piece> pieces;

  /**
   * A text, and the hole that follows it.
   *
   * @param text the markup before the hole
   * @param component the accessor of the record's component, or null after the last text
   * @param attribute the attribute that a boolean component writes in a tag, or null elsewhere
   */
  record Piece(String text, @Nullable Method component, @Nullable String attribute) {}

  Template(List<Piece> pieces) {
    this.pieces = List.copyOf(pieces);
  }

  /** Returns the template of a record; fails if the file and the records of its page differ. */
  static Template of(Class<?> values) {
    Template found = PAGES.get(page(values)).get(values);
    if (found == null) {
      throw new IllegalStateException(values.getName() + " is no record that its page declares");
    }
    return found;
  }

  private static Class<?> page(Class<?> values) {
    Class<?> page = values.getDeclaringClass();
    if (page == null) {
      throw new IllegalStateException(values.getName() + " must be nested in the class of a page");
    }
    return page;
  }

  Html fill(Fragment values) {
    StringBuilder markup = new StringBuilder(256);
    for (Piece piece : pieces) {
      markup.append(piece.text());
      if (piece.component() != null) {
        append(markup, value(piece.component(), values), piece.attribute());
      }
    }
    return Html.ofMarkup(markup.toString());
  }

  private static void append(
      StringBuilder markup, @Nullable Object value, @Nullable String attribute) {
    if (attribute == null) {
      Html.append(markup, value);
    } else if (Boolean.TRUE.equals(value)) {
      markup.append(' ').append(attribute);
    }
  }

  private static @Nullable Object value(Method component, Fragment values) {
    try {
      return component.invoke(values);
    } catch (IllegalAccessException | InvocationTargetException e) {
      throw new IllegalStateException("the component " + component + " cannot be read", e);
    }
  }
}
