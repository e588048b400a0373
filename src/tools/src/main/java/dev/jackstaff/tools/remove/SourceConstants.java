package dev.jackstaff.tools.remove;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.openrewrite.Cursor;
import org.openrewrite.java.JavaIsoVisitor;
import org.openrewrite.java.tree.Expression;
import org.openrewrite.java.tree.J;
import org.openrewrite.java.tree.JavaType;

/** The values of all sources' constants, as far as the sources give them. */
final class SourceConstants {
  private final Map<String, Expression> fields = new HashMap<>();
  private final Map<String, Expression> methods = new HashMap<>();

  static SourceConstants of(List<J.CompilationUnit> units) {
    SourceConstants constants = new SourceConstants();
    units.forEach(unit -> constants.new Finder().visit(unit, 0));
    return constants;
  }

  static @Nullable String name(JavaType.@Nullable Variable field) {
    return field != null && field.getOwner() instanceof JavaType.FullyQualified owner
        ? owner.getFullyQualifiedName() + "." + field.getName()
        : null;
  }

  private final class Finder extends JavaIsoVisitor<Integer> {
    @Override
    public J.VariableDeclarations.NamedVariable visitVariable(
        J.VariableDeclarations.NamedVariable variable, Integer p) {
      String name = name(variable.getVariableType());
      Expression value = variable.getInitializer();
      if (name != null && value != null && isFinal()) {
        fields.put(name, value);
      }
      return super.visitVariable(variable, p);
    }

    @Override
    public J.MethodDeclaration visitMethodDeclaration(J.MethodDeclaration method, Integer p) {
      J.Block body = method.getBody();
      JavaType.Method type = method.getMethodType();
      if (body != null
          && type != null
          && body.getStatements().size() == 1
          && body.getStatements().get(0) instanceof J.Return only
          && only.getExpression() != null
          && isOwn(method)) {
        methods.put(name(type), only.getExpression());
      }
      return super.visitMethodDeclaration(method, p);
    }

    /** Returns true if no other class can override the method. */
    private boolean isOwn(J.MethodDeclaration method) {
      J.ClassDeclaration type = getCursor().firstEnclosing(J.ClassDeclaration.class);
      boolean closed =
          type != null
              && (type.hasModifier(J.Modifier.Type.Final)
                  || type.getKind() == J.ClassDeclaration.Kind.Type.Record);
      return !method.hasModifier(J.Modifier.Type.Synchronized)
          && (closed
              || method.hasModifier(J.Modifier.Type.Private)
              || method.hasModifier(J.Modifier.Type.Static)
              || method.hasModifier(J.Modifier.Type.Final));
    }

    private boolean isFinal() {
      J.VariableDeclarations all = getCursor().firstEnclosing(J.VariableDeclarations.class);
      J.ClassDeclaration type = getCursor().firstEnclosing(J.ClassDeclaration.class);
      return (all != null && all.hasModifier(J.Modifier.Type.Final))
          || (type != null && type.getKind() == J.ClassDeclaration.Kind.Type.Interface);
    }
  }

  private static String name(JavaType.Method method) {
    return method.getDeclaringType().getFullyQualifiedName()
        + "."
        + method.getName()
        + method.getParameterTypes();
  }

  /** Returns the known boolean that a method or field only returns, or null. */
  @Nullable Boolean truth(JavaType.@Nullable Method method) {
    return method == null ? null : Known.truth(methods.get(name(method)));
  }

  @Nullable Boolean truth(JavaType.@Nullable Variable field) {
    return Known.truth(fields.get(String.valueOf(name(field))));
  }

  /** Returns the known value of an expression or of the variable that it names, or null. */
  @Nullable Object known(Expression expression, Cursor at) {
    Object value = Known.value(expression);
    return value != null ? value : Known.value(source(expression, at));
  }

  /** The constant that an expression is, such as a String, or null if it is not known to be one. */
  @Nullable Object value(Expression expression, Cursor at) {
    return value(expression, at, new HashSet<>());
  }

  private @Nullable Object value(Expression expression, Cursor at, Set<Object> seen) {
    if (expression instanceof J.Literal literal) {
      return literal.getValue();
    }
    if (expression instanceof J.Parentheses<?> parens
        && parens.getTree() instanceof Expression inner) {
      return value(inner, at, seen);
    }
    if (expression instanceof J.Binary sum && sum.getOperator() == J.Binary.Type.Addition) {
      Object left = value(sum.getLeft(), at, seen);
      Object right = value(sum.getRight(), at, seen);
      boolean text = left instanceof String || right instanceof String;
      return text && left != null && right != null ? "" + left + right : null;
    }
    Expression source = source(expression, at);
    return source != null && seen.add(source) ? value(source, at, seen) : null;
  }

  private @Nullable Expression source(Expression expression, Cursor at) {
    if (expression instanceof J.FieldAccess access) {
      return fields.get(String.valueOf(name(access.getName().getFieldType())));
    }
    if (!(expression instanceof J.Identifier identifier)) {
      return null;
    }
    String field = name(identifier.getFieldType());
    return field != null ? fields.get(field) : local(identifier.getSimpleName(), at);
  }

  /**
   * Returns the initial value of the method's only variable of that name, if it is set only there.
   */
  private static @Nullable Expression local(String name, Cursor at) {
    J.MethodDeclaration method = at.firstEnclosing(J.MethodDeclaration.class);
    if (method == null) {
      return null;
    }
    List<J> sets = new ArrayList<>();
    new Sets(name).visit(method, sets);
    return sets.size() == 1 && sets.get(0) instanceof J.VariableDeclarations.NamedVariable only
        ? only.getInitializer()
        : null;
  }

  /** Finds where a name gets a value. */
  static final class Sets extends JavaIsoVisitor<List<J>> {
    private final String name;

    Sets(String name) {
      this.name = name;
    }

    @Override
    public J.VariableDeclarations.NamedVariable visitVariable(
        J.VariableDeclarations.NamedVariable variable, List<J> sets) {
      if (variable.getSimpleName().equals(name)) {
        sets.add(variable);
      }
      return super.visitVariable(variable, sets);
    }

    @Override
    public J.Assignment visitAssignment(J.Assignment assignment, List<J> sets) {
      check(assignment.getVariable(), sets);
      return super.visitAssignment(assignment, sets);
    }

    @Override
    public J.AssignmentOperation visitAssignmentOperation(
        J.AssignmentOperation assignment, List<J> sets) {
      check(assignment.getVariable(), sets);
      return super.visitAssignmentOperation(assignment, sets);
    }

    @Override
    public J.Unary visitUnary(J.Unary unary, List<J> sets) {
      if (unary.getOperator() != J.Unary.Type.Not) {
        check(unary.getExpression(), sets);
      }
      return super.visitUnary(unary, sets);
    }

    private void check(Expression variable, List<J> sets) {
      boolean field =
          variable instanceof J.FieldAccess access && access.getSimpleName().equals(name);
      if (field || (variable instanceof J.Identifier own && own.getSimpleName().equals(name))) {
        sets.add(variable);
      }
    }
  }
}
