package dev.jackstaff.tools.remove;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.openrewrite.Tree;
import org.openrewrite.java.tree.Expression;
import org.openrewrite.java.tree.J;
import org.openrewrite.java.tree.JavaType;
import org.openrewrite.java.tree.Space;
import org.openrewrite.marker.Markers;

/**
 * Literals that stand where the flag was asked. Only such literals are folded, never those that
 * somebody wrote.
 */
final class Known {
  private Known() {}

  static J.Literal literal(Object value, Space prefix) {
    return new J.Literal(
        Tree.randomId(),
        prefix,
        Mark.Meaning.KNOWN.addTo(Markers.EMPTY),
        value,
        source(value),
        null,
        type(value));
  }

  /** The same literal, known from now on. */
  static Expression mark(Expression expression) {
    return expression instanceof J.Literal literal && !isKnown(literal)
        ? literal.withMarkers(Mark.Meaning.KNOWN.addTo(literal.getMarkers()))
        : expression;
  }

  private static boolean isKnown(J.Literal literal) {
    return Mark.Meaning.KNOWN.isIn(literal.getMarkers());
  }

  /** The value of a known literal, also in parentheses, or null. */
  static @Nullable Object value(@Nullable J expression) {
    J inner = expression;
    while (inner instanceof J.Parentheses<?> parentheses) {
      inner = parentheses.getTree();
    }
    return inner instanceof J.Literal literal && isKnown(literal) ? literal.getValue() : null;
  }

  static @Nullable Boolean truth(@Nullable J expression) {
    return value(expression) instanceof Boolean truth ? truth : null;
  }

  private static String source(Object value) {
    if (value instanceof String text) {
      return quoted(text);
    }
    return value instanceof Long ? value + "L" : String.valueOf(value);
  }

  private static String quoted(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      int escape = "\"\\\n\r\t".indexOf(c);
      if (escape >= 0) {
        quoted.append('\\').append("\"\\nrt".charAt(escape));
      } else {
        quoted.append(c);
      }
    }
    return quoted.append('"').toString();
  }

  private static JavaType.Primitive type(Object value) {
    return List.of(
            JavaType.Primitive.Boolean,
            JavaType.Primitive.Int,
            JavaType.Primitive.Long,
            JavaType.Primitive.Double,
            JavaType.Primitive.String)
        .get(
            List.of(Boolean.class, Integer.class, Long.class, Double.class, String.class)
                .indexOf(value.getClass()));
  }
}
