package dev.jackstaff.tools.remove;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.openrewrite.Cursor;
import org.openrewrite.Tree;
import org.openrewrite.java.tree.Expression;
import org.openrewrite.java.tree.J;
import org.openrewrite.java.tree.JRightPadded;
import org.openrewrite.java.tree.JavaType;
import org.openrewrite.java.tree.Space;
import org.openrewrite.java.tree.TypeTree;
import org.openrewrite.java.tree.TypeUtils;
import org.openrewrite.marker.Markers;

/**
 * {@code c ? 1 : 2.0} is 1.0 even if c holds, and {@code print(c ? object : "text")} prints an
 * object: what stays of a conditional expression keeps the type that the whole had.
 */
final class Conversions {
  /** Methods that say the same of a value whichever of their overloads is called. */
  private static final Set<String> ALIKE = Set.of("print", "println", "append", "valueOf");

  private Conversions() {}

  /** The part that stays, cast if it must be, or null if that cannot be said. */
  static @Nullable Expression keep(J.Ternary whole, Expression kept, Expression gone, Cursor at) {
    JavaType type = whole.getType();
    if (sameType(kept.getType(), gone.getType())) {
      return kept;
    }
    if (type instanceof JavaType.Primitive primitive && isNumeric(type)) {
      return sameType(kept.getType(), type) || isSetTo(type, at) ? kept : cast(kept, primitive);
    }
    return isAmbiguous(kept, at) ? null : kept;
  }

  private static boolean sameType(@Nullable JavaType one, @Nullable JavaType other) {
    return one != null && other != null && TypeUtils.isOfType(one, other);
  }

  private static boolean isNumeric(@Nullable JavaType type) {
    return type instanceof JavaType.Primitive primitive
        && primitive != JavaType.Primitive.String
        && primitive != JavaType.Primitive.Null;
  }

  /** A variable or result of the very type converts by itself. */
  private static boolean isSetTo(@Nullable JavaType type, Cursor at) {
    Object parent = at.getParentTreeCursor().getValue();
    if (parent instanceof J.VariableDeclarations.NamedVariable variable) {
      J.VariableDeclarations all = at.firstEnclosing(J.VariableDeclarations.class);
      boolean named = all != null && all.getTypeExpression() instanceof J.Primitive;
      return named && sameType(variable.getType(), type);
    }
    return parent instanceof J.Assignment assignment
        && sameType(assignment.getVariable().getType(), type);
  }

  private static Expression cast(Expression kept, JavaType.Primitive type) {
    TypeTree name = new J.Primitive(Tree.randomId(), Space.EMPTY, Markers.EMPTY, type);
    J.ControlParentheses<TypeTree> parens =
        new J.ControlParentheses<>(
            Tree.randomId(), Space.EMPTY, Markers.EMPTY, JRightPadded.build(name));
    Expression bare = Parens.precedence(kept) < 12 ? Parens.wrap(kept) : kept;
    return new J.TypeCast(
        Tree.randomId(),
        kept.getPrefix(),
        Markers.EMPTY,
        parens,
        bare.withPrefix(Space.SINGLE_SPACE));
  }

  /** Returns true if another overload could be called, or an array be taken for many arguments. */
  private static boolean isAmbiguous(Expression kept, Cursor at) {
    Object parent = at.getParentTreeCursor().getValue();
    if (parent instanceof J.VariableDeclarations.NamedVariable) {
      J.VariableDeclarations all = at.firstEnclosing(J.VariableDeclarations.class);
      return all != null
          && all.getTypeExpression() instanceof J.Identifier name
          && name.getSimpleName().equals("var");
    }
    if (parent instanceof J.NewClass made) {
      return isOverloaded(made.getConstructorType(), kept, made.getArguments(), at);
    }
    return parent instanceof J.MethodInvocation call
        && isOverloaded(call.getMethodType(), kept, call.getArguments(), at);
  }

  private static boolean isOverloaded(
      JavaType.@Nullable Method method, Expression kept, List<Expression> arguments, Cursor at) {
    boolean argument =
        at.getValue() instanceof J own
            && arguments.stream().anyMatch(a -> a.getId().equals(own.getId()));
    if (!argument || method == null) {
      return argument && isRisky(kept.getType());
    }
    if (isRisky(kept.getType())) {
      return true;
    }
    long same =
        method.getDeclaringType().getMethods().stream()
            .filter(other -> other.getName().equals(method.getName()))
            .count();
    boolean alike =
        ALIKE.contains(method.getName())
            && method.getDeclaringType().getFullyQualifiedName().startsWith("java.");
    return same > 1 && !alike;
  }

  private static boolean isRisky(@Nullable JavaType type) {
    return type instanceof JavaType.Array || type == JavaType.Primitive.Null;
  }
}
