package dev.jackstaff.tools.remove;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.openrewrite.Cursor;
import org.openrewrite.java.tree.Expression;
import org.openrewrite.java.tree.J;

/** Comparisons of a variant's name that is known. */
final class Texts {
  private Texts() {}

  static Expression fold(J.MethodInvocation call, SourceConstants constants, Cursor at) {
    List<Expression> arguments = call.getArguments();
    String name = call.getSimpleName();
    boolean objects =
        name.equals("equals")
            && arguments.size() == 2
            && String.valueOf(call.getSelect()).endsWith("Objects");
    boolean method =
        (name.equals("equals") || name.equals("equalsIgnoreCase")) && arguments.size() == 1;
    if (!objects && (!method || call.getSelect() == null)) {
      return call;
    }
    Expression one = objects ? arguments.get(0) : call.getSelect();
    Expression other = arguments.get(arguments.size() - 1);
    Boolean same = same(one, other, name.equals("equals"), constants, at);
    return same == null ? call : Known.literal(same, call.getPrefix());
  }

  private static @Nullable Boolean same(
      @Nullable Expression one,
      Expression other,
      boolean exact,
      SourceConstants constants,
      Cursor at) {
    if (one == null || (constants.known(one, at) == null && constants.known(other, at) == null)) {
      return null;
    }
    Object left = value(one, constants, at);
    Object right = value(other, constants, at);
    if (!(left instanceof String text) || !(right instanceof String with)) {
      return null;
    }
    return exact ? text.equals(with) : text.equalsIgnoreCase(with);
  }

  private static @Nullable Object value(
      Expression expression, SourceConstants constants, Cursor at) {
    Object known = constants.known(expression, at);
    return known != null ? known : constants.value(expression, at);
  }
}
