package dev.jackstaff.tools.remove;

import org.jspecify.annotations.Nullable;
import org.openrewrite.Cursor;
import org.openrewrite.Tree;
import org.openrewrite.java.tree.Expression;
import org.openrewrite.java.tree.J;
import org.openrewrite.java.tree.JRightPadded;
import org.openrewrite.java.tree.Space;
import org.openrewrite.marker.Markers;

/**
 * Puts an expression into another's place, with parentheses where they are needed and only there.
 */
final class Parens {
  private static final int PRIMARY = 14;
  private static final int UNARY = 12;
  private static final int TERNARY = 1;

  private Parens() {}

  /** An operand in the place of the expression that the cursor stands on. */
  static Expression inPlace(Expression kept, Space prefix, Cursor place) {
    Expression bare = kept;
    while (bare instanceof J.Parentheses<?> parentheses
        && parentheses.getTree() instanceof Expression inner
        && fits(inner, place)) {
      bare = inner;
    }
    Expression placed = bare.withPrefix(Spaces.join(prefix, kept.getPrefix()));
    return fits(placed, place) ? placed : wrap(placed);
  }

  static Expression wrap(Expression expression) {
    return new J.Parentheses<>(
        Tree.randomId(),
        expression.getPrefix(),
        Markers.EMPTY,
        JRightPadded.build(expression.withPrefix(Space.EMPTY)));
  }

  /** Returns true if an expression needs no parentheses in the cursor's place. */
  static boolean fits(Expression expression, Cursor place) {
    return precedence(expression)
        >= needed(place.getParentTreeCursor().getValue(), place.getValue());
  }

  /** The least precedence that binds tightly enough inside the parent. */
  private static int needed(Object parent, Object child) {
    if (parent instanceof J.Binary binary) {
      int own = precedence(binary);
      boolean logical = own == 2 || own == 3;
      return is(binary.getLeft(), child) || logical ? own : own + 1;
    }
    if (parent instanceof J.Ternary ternary) {
      return is(ternary.getCondition(), child) ? TERNARY + 1 : TERNARY;
    }
    if (parent instanceof J.InstanceOf) {
      return 8;
    }
    if (parent instanceof J.Unary) {
      return UNARY;
    }
    boolean receiver = parent instanceof J.MethodInvocation call && is(call.getSelect(), child);
    return receiver
            || parent instanceof J.FieldAccess
            || parent instanceof J.TypeCast
            || parent instanceof J.MemberReference
            || parent instanceof J.ArrayAccess
        ? PRIMARY
        : 0;
  }

  private static boolean is(@Nullable Object part, Object child) {
    return part instanceof J a && child instanceof J b && a.getId().equals(b.getId());
  }

  static int precedence(Expression expression) {
    if (expression instanceof J.Binary binary) {
      return switch (binary.getOperator()) {
        case Or -> 2;
        case And -> 3;
        case BitOr -> 4;
        case BitXor -> 5;
        case BitAnd -> 6;
        case Equal, NotEqual -> 7;
        case LessThan, LessThanOrEqual, GreaterThan, GreaterThanOrEqual -> 8;
        case LeftShift, RightShift, UnsignedRightShift -> 9;
        case Addition, Subtraction -> 10;
        default -> 11;
      };
    }
    if (expression instanceof J.Ternary) {
      return TERNARY;
    }
    if (expression instanceof J.InstanceOf) {
      return 8;
    }
    if (expression instanceof J.Unary || expression instanceof J.TypeCast) {
      return UNARY;
    }
    return expression instanceof J.Assignment
            || expression instanceof J.AssignmentOperation
            || expression instanceof J.Lambda
        ? 0
        : PRIMARY;
  }
}
