package dev.jackstaff.tools.remove;

import org.jspecify.annotations.Nullable;
import org.openrewrite.Cursor;
import org.openrewrite.Tree;
import org.openrewrite.java.tree.Expression;
import org.openrewrite.java.tree.J;
import org.openrewrite.java.tree.JLeftPadded;
import org.openrewrite.java.tree.JavaType;
import org.openrewrite.java.tree.Space;
import org.openrewrite.java.tree.TypeUtils;
import org.openrewrite.marker.Markers;

/** Folds expressions of which one part is known, without dropping anything that has an effect. */
final class Conditions {
  private Conditions() {}

  static Expression fold(J.Binary whole, Cursor at) {
    Boolean left = Known.truth(whole.getLeft());
    Boolean right = Known.truth(whole.getRight());
    if (left == null && right == null) {
      return compare(whole);
    }
    Expression folded =
        left != null
            ? known(whole, left, whole.getRight(), true, at)
            : known(whole, Boolean.TRUE.equals(right), whole.getLeft(), false, at);
    return folded == null ? whole : folded;
  }

  /** The whole, of which one side is known, and the other may be evaluated after it. */
  private static @Nullable Expression known(
      J.Binary whole, boolean known, Expression other, boolean first, Cursor at) {
    return switch (whole.getOperator()) {
      case And -> known ? other(whole, other, at) : constant(whole, false, other, first);
      case Or -> known ? constant(whole, true, other, first) : other(whole, other, at);
      case BitAnd -> known ? other(whole, other, at) : constant(whole, false, other, false);
      case BitOr -> known ? constant(whole, true, other, false) : other(whole, other, at);
      case Equal -> known ? other(whole, other, at) : opposite(whole, other, at);
      case NotEqual, BitXor -> known ? opposite(whole, other, at) : other(whole, other, at);
      default -> null;
    };
  }

  private static @Nullable Expression constant(
      J.Binary whole, boolean value, Expression other, boolean neverEvaluated) {
    return neverEvaluated || Purity.isPure(other) ? Known.literal(value, whole.getPrefix()) : null;
  }

  private static @Nullable Expression other(J.Binary whole, Expression other, Cursor at) {
    return isBoxed(other) && !unboxes(at)
        ? null
        : Parens.inPlace(Known.mark(other), whole.getPrefix(), at);
  }

  private static @Nullable Expression opposite(J.Binary whole, Expression other, Cursor at) {
    if (isBoxed(other) && !unboxes(at)) {
      return null;
    }
    Expression marked = Known.mark(other);
    Boolean truth = Known.truth(marked);
    return truth != null
        ? Known.literal(!truth, whole.getPrefix())
        : Parens.inPlace(not(marked), whole.getPrefix(), at);
  }

  private static boolean isBoxed(Expression expression) {
    return TypeUtils.isOfClassType(expression.getType(), "java.lang.Boolean");
  }

  /** Returns true if the expression at the cursor is used as a primitive boolean. */
  private static boolean unboxes(Cursor at) {
    Object parent = at.getParentTreeCursor().getValue();
    return parent instanceof J.ControlParentheses
        || parent instanceof J.Unary
        || (parent instanceof J.Binary binary
            && (binary.getOperator() == J.Binary.Type.And
                || binary.getOperator() == J.Binary.Type.Or))
        || (parent instanceof J.Ternary ternary
            && at.getValue() instanceof J own
            && ternary.getCondition().getId().equals(own.getId()));
  }

  static Expression not(Expression expression) {
    if (expression instanceof J.Unary unary && unary.getOperator() == J.Unary.Type.Not) {
      return unary.getExpression();
    }
    Expression bare = expression.withPrefix(Space.EMPTY);
    return new J.Unary(
        Tree.randomId(),
        expression.getPrefix(),
        Markers.EMPTY,
        JLeftPadded.build(J.Unary.Type.Not),
        Parens.precedence(bare) < 12 ? Parens.wrap(bare) : bare,
        JavaType.Primitive.Boolean);
  }

  /** A number that is known, compared with one that is written. */
  private static Expression compare(J.Binary whole) {
    boolean known = Known.value(whole.getLeft()) != null || Known.value(whole.getRight()) != null;
    Long left = number(whole.getLeft());
    Long right = number(whole.getRight());
    if (!known || left == null || right == null) {
      return whole;
    }
    int order = left.compareTo(right);
    Boolean result =
        switch (whole.getOperator()) {
          case Equal -> order == 0;
          case NotEqual -> order != 0;
          case LessThan -> order < 0;
          case LessThanOrEqual -> order <= 0;
          case GreaterThan -> order > 0;
          case GreaterThanOrEqual -> order >= 0;
          default -> null;
        };
    return result == null ? whole : Known.literal(result, whole.getPrefix());
  }

  private static @Nullable Long number(Expression expression) {
    Object value = expression instanceof J.Literal literal ? literal.getValue() : null;
    return value instanceof Integer || value instanceof Long ? ((Number) value).longValue() : null;
  }

  static Expression fold(J.Unary whole, Cursor at) {
    if (whole.getOperator() != J.Unary.Type.Not) {
      return whole;
    }
    Boolean truth = Known.truth(whole.getExpression());
    return truth == null ? whole : Known.literal(!truth, whole.getPrefix());
  }

  static Expression fold(J.Ternary whole, Cursor at) {
    Boolean truth = Known.truth(whole.getCondition());
    if (truth == null) {
      return whole;
    }
    Expression kept = truth ? whole.getTruePart() : whole.getFalsePart();
    Expression gone = truth ? whole.getFalsePart() : whole.getTruePart();
    Expression typed = Conversions.keep(whole, kept, gone, at);
    return typed == null ? whole : Parens.inPlace(Known.mark(typed), whole.getPrefix(), at);
  }
}
