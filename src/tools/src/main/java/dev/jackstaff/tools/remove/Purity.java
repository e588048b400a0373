package dev.jackstaff.tools.remove;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.openrewrite.java.tree.Expression;
import org.openrewrite.java.tree.J;
import org.openrewrite.java.tree.JavaType;
import org.openrewrite.java.tree.TypeUtils;

/**
 * Determines if an expression can be removed without an effect: it changes nothing and cannot
 * throw. In doubt it stays.
 */
final class Purity {
  /** Looking at flags and making users; only the count of who asked would tell the difference. */
  private static final Set<String> OURS =
      Set.of(
          "dev.jackstaff.Flags.on",
          "dev.jackstaff.Flags.variant",
          "dev.jackstaff.Flags.current",
          "dev.jackstaff.Flags.from",
          "dev.jackstaff.FeatureFlags.evaluate",
          "dev.jackstaff.FeatureFlags.isEnabled",
          "dev.jackstaff.Evaluation.isOn",
          "dev.jackstaff.Evaluation.variant",
          "dev.jackstaff.model.User.of",
          "dev.jackstaff.model.User.anonymous",
          "dev.jackstaff.model.User.with");

  private Purity() {}

  static boolean isPure(@Nullable J expression) {
    if (expression == null || isName(expression) || expression instanceof J.Empty) {
      return true;
    }
    if (expression instanceof J.Parentheses<?> parentheses) {
      return isPure(parentheses.getTree());
    }
    if (expression instanceof J.Unary unary) {
      return !isChange(unary)
          && isPrimitive(unary.getExpression())
          && isPure(unary.getExpression());
    }
    if (expression instanceof J.Binary binary) {
      return isPure(binary);
    }
    if (expression instanceof J.Ternary ternary) {
      return isPrimitive(ternary.getCondition())
          && allPure(
              List.of(ternary.getCondition(), ternary.getTruePart(), ternary.getFalsePart()));
    }
    if (expression instanceof J.InstanceOf test) {
      // What a pattern names is named in the branch only that goes with it; a record's is read.
      boolean plain = test.getPattern() == null || test.getPattern() instanceof J.Identifier;
      return plain && isPure(test.getExpression());
    }
    if (expression instanceof J.MethodInvocation call) {
      return isPure(call);
    }
    return expression instanceof J.Lambda;
  }

  private static boolean isName(J expression) {
    return expression instanceof J.Literal
        || expression instanceof J.Identifier
        || (expression instanceof J.FieldAccess access && isSafe(access));
  }

  /** {@code this.x} and {@code Type.X}; {@code a.x} throws if there is no a. */
  private static boolean isSafe(J.FieldAccess access) {
    Expression target = access.getTarget();
    if (target instanceof J.Identifier identifier) {
      return identifier.getFieldType() == null || identifier.getSimpleName().equals("this");
    }
    return target instanceof J.FieldAccess inner && inner.getName().getFieldType() == null;
  }

  private static boolean isChange(J.Unary unary) {
    return switch (unary.getOperator()) {
      case PreIncrement, PreDecrement, PostIncrement, PostDecrement -> true;
      default -> false;
    };
  }

  private static boolean isPure(J.Binary binary) {
    if (!allPure(List.of(binary.getLeft(), binary.getRight()))) {
      return false;
    }
    return switch (binary.getOperator()) {
      case Division, Modulo -> false;
      case Equal, NotEqual -> isPrimitive(binary.getLeft()) == isPrimitive(binary.getRight());
      case Addition -> isValue(binary.getLeft()) && isValue(binary.getRight());
      default -> isPrimitive(binary.getLeft()) && isPrimitive(binary.getRight());
    };
  }

  private static boolean isValue(Expression part) {
    return isPrimitive(part) || TypeUtils.isString(part.getType());
  }

  /** Returns true if the expression is primitive; unboxing null would throw. */
  static boolean isPrimitive(Expression expression) {
    return expression.getType() instanceof JavaType.Primitive primitive
        && primitive != JavaType.Primitive.String
        && primitive != JavaType.Primitive.Null;
  }

  private static boolean isPure(J.MethodInvocation call) {
    JavaType.Method method = call.getMethodType();
    if (method == null || !allPure(call.getArguments()) || !isPure(call.getSelect())) {
      return false;
    }
    String name = method.getDeclaringType().getFullyQualifiedName() + "." + method.getName();
    return OURS.contains(name)
        || (name.equals("java.lang.String.equals") && call.getSelect() instanceof J.Literal)
        || name.equals("java.util.Objects.isNull")
        || name.equals("java.util.Objects.nonNull");
  }

  static boolean allPure(List<? extends J> expressions) {
    return expressions.stream().allMatch(Purity::isPure);
  }
}
