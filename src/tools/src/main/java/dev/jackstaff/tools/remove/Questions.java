package dev.jackstaff.tools.remove;

import dev.jackstaff.model.Flag;
import dev.jackstaff.tools.refs.AskingMethod;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.openrewrite.Cursor;
import org.openrewrite.java.tree.Expression;
import org.openrewrite.java.tree.J;
import org.openrewrite.java.tree.JavaType;
import org.openrewrite.java.tree.TypeUtils;

/** The calls that ask for the flag, and their answers. */
final class Questions {
  private final String flag;
  private final Kept kept;
  private final @Nullable Flag definition;
  private final SourceConstants constants;

  Questions(String flag, Kept kept, @Nullable Flag definition, SourceConstants constants) {
    this.flag = flag;
    this.kept = kept;
    this.definition = definition;
    this.constants = constants;
  }

  String flag() {
    return flag;
  }

  Kept kept() {
    return kept;
  }

  SourceConstants constants() {
    return constants;
  }

  private static @Nullable AskingMethod asking(J.MethodInvocation call) {
    JavaType.Method method = call.getMethodType();
    return method == null
        ? null
        : AskingMethod.own(method.getDeclaringType().getFullyQualifiedName(), method.getName())
            .orElse(null);
  }

  /** Returns the replacement of the call, or null if the call stays. */
  @Nullable Expression answer(J.MethodInvocation call, Cursor at, Leftovers left) {
    AskingMethod method = asking(call);
    if (method == null || call.getArguments().size() <= method.key()) {
      return null;
    }
    Object key = constants.value(call.getArguments().get(method.key()), at);
    if (key == null) {
      left.add(call, "checks a flag whose name is not known here", false);
      return null;
    }
    if (key.equals(flag) && method.answer() == AskingMethod.Answer.OTHER) {
      left.add(call, "stays, since " + method.name() + " returns more than the answer", true);
      return null;
    }
    return key.equals(flag) ? answer(call, method.answer(), at, left) : null;
  }

  private @Nullable Expression answer(
      J.MethodInvocation call, AskingMethod.Answer kind, Cursor at, Leftovers left) {
    List<Expression> arguments = call.getArguments();
    boolean own = kind != AskingMethod.Answer.ON;
    List<Expression> others = own ? arguments.subList(1, arguments.size() - 1) : arguments;
    if (!Purity.isPure(call.getSelect())
        || (kind == AskingMethod.Answer.ON && !Purity.allPure(others))) {
      left.add(call, "stays, since its arguments may have side effects", true);
      return null;
    }
    Expression answer =
        kind == AskingMethod.Answer.ON ? literal(on(), call) : other(call, kind, at, left);
    return answer == null ? null : Parens.inPlace(answer, call.getPrefix(), at);
  }

  private boolean on() {
    return kept.on(definition);
  }

  private @Nullable Expression other(
      J.MethodInvocation call, AskingMethod.Answer kind, Cursor at, Leftovers left) {
    ConstantAnswer answer =
        kind == AskingMethod.Answer.VARIANT
            ? kept.variantAnswer(definition)
            : kept.valueAnswer(definition);
    Expression given = call.getArguments().get(call.getArguments().size() - 1);
    if (answer == null) {
      left.add(call, "stays, since the answer is not known without the flag's definition", true);
      return null;
    }
    if (answer.value() == null) {
      return Known.mark(given);
    }
    if (!Purity.isPure(given)) {
      left.add(call, "stays, since its default may have side effects", true);
      return null;
    }
    Object value =
        kind == AskingMethod.Answer.VARIANT ? answer.value() : converted(answer.value(), call);
    if (value == null || !isPlain(value, at)) {
      left.add(call, "stays, since its answer cannot be written in its place", true);
      return null;
    }
    return literal(value, call);
  }

  private static Expression literal(Object value, J.MethodInvocation call) {
    return Known.literal(value, call.getPrefix());
  }

  private static @Nullable Object converted(Object value, J.MethodInvocation call) {
    Expression type = call.getArguments().get(1);
    String name =
        type instanceof J.FieldAccess access
            ? String.valueOf(TypeUtils.asFullyQualified(access.getTarget().getType()))
            : "";
    boolean whole = value instanceof Integer || value instanceof Long;
    return switch (name) {
      case "java.lang.String" -> value instanceof String ? value : null;
      case "java.lang.Boolean" -> value instanceof Boolean ? value : null;
      case "java.lang.Integer" ->
          whole && fits((Number) value) ? ((Number) value).intValue() : null;
      case "java.lang.Long" -> whole ? ((Number) value).longValue() : null;
      case "java.lang.Double" -> value instanceof Number number ? number.doubleValue() : null;
      default -> null;
    };
  }

  private static boolean fits(Number number) {
    return number.longValue() == number.intValue();
  }

  /**
   * A primitive in the place of an object, or a text compared as one, could mean something else.
   */
  private static boolean isPlain(Object value, Cursor at) {
    Object parent = at.getParentTreeCursor().getValue();
    if (value instanceof String) {
      return !(parent instanceof J.Binary binary) || binary.getOperator() == J.Binary.Type.Addition;
    }
    if (parent instanceof J.VariableDeclarations.NamedVariable) {
      J.VariableDeclarations all = at.firstEnclosing(J.VariableDeclarations.class);
      return all != null
          && !(all.getTypeExpression() instanceof J.Identifier name
              && name.getSimpleName().equals("var"));
    }
    if (parent instanceof J.MethodInvocation call) {
      return isPrimitiveParameter(call, at);
    }
    return parent instanceof J.Return
        || parent instanceof J.ControlParentheses
        || parent instanceof J.Assignment
        || parent instanceof J.Unary
        || (parent instanceof J.Binary binary
            && (Purity.isPrimitive(binary.getLeft()) || Purity.isPrimitive(binary.getRight())));
  }

  private static boolean isPrimitiveParameter(J.MethodInvocation call, Cursor at) {
    JavaType.Method method = call.getMethodType();
    List<Expression> arguments = call.getArguments();
    for (int i = 0; method != null && i < arguments.size(); i++) {
      if (at.getValue() instanceof J own && arguments.get(i).getId().equals(own.getId())) {
        List<JavaType> types = method.getParameterTypes();
        return i < types.size() && types.get(i) instanceof JavaType.Primitive;
      }
    }
    return false;
  }
}
