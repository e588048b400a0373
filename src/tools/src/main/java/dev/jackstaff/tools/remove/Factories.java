package dev.jackstaff.tools.remove;

import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;
import org.openrewrite.java.tree.Expression;
import org.openrewrite.java.tree.J;
import org.openrewrite.java.tree.JavaType;

/** Calls that only make something, and cannot fail with what is written there. */
final class Factories {
  private static final Set<String> NAMES =
      Set.of("java.util.List.of", "java.time.Duration.ofSeconds", "java.time.Duration.ofMillis");

  private Factories() {}

  static boolean isPure(@Nullable Expression expression) {
    if (!(expression instanceof J.MethodInvocation call) || call.getMethodType() == null) {
      return false;
    }
    JavaType.Method method = call.getMethodType();
    String name = method.getDeclaringType().getFullyQualifiedName() + "." + method.getName();
    boolean written =
        call.getArguments().stream()
            .allMatch(
                a -> a instanceof J.Empty || (a instanceof J.Literal l && l.getValue() != null));
    return written && (NAMES.contains(name) || isPattern(name, call));
  }

  private static boolean isPattern(String name, J.MethodInvocation call) {
    if (!name.equals("java.util.regex.Pattern.compile")
        || call.getArguments().size() != 1
        || !(call.getArguments().get(0) instanceof J.Literal literal)) {
      return false;
    }
    try {
      return Pattern.compile(String.valueOf(literal.getValue())) != null;
    } catch (PatternSyntaxException e) {
      return false;
    }
  }
}
