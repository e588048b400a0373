package dev.jackstaff.tools.remove;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.openrewrite.Cursor;
import org.openrewrite.java.tree.Expression;
import org.openrewrite.java.tree.J;
import org.openrewrite.java.tree.Space;
import org.openrewrite.java.tree.TypeUtils;

/** The entries of {@code @WithFlags}; an annotation that says nothing more is marked to go. */
final class TestFlags {
  private TestFlags() {}

  static J without(J.Annotation annotation, Questions questions, Cursor at, Leftovers left) {
    boolean ours = TypeUtils.isOfClassType(annotation.getType(), "dev.jackstaff.testing.WithFlags");
    if (!ours || annotation.getArguments() == null) {
      return annotation;
    }
    List<Expression> kept = new ArrayList<>();
    for (Expression argument : annotation.getArguments()) {
      Expression rest = without(argument, questions, at, left);
      if (rest != null) {
        kept.add(rest);
      }
    }
    // Trees are equal as long as they have one id.
    List<Expression> said = annotation.getArguments();
    if (kept.size() == said.size()
        && kept.stream().allMatch(k -> said.stream().anyMatch(s -> s == k))) {
      return annotation;
    }
    if (kept.isEmpty()) {
      return annotation
          .withArguments(null)
          .withMarkers(Mark.Meaning.GONE.addTo(annotation.getMarkers()));
    }
    Space first = annotation.getArguments().get(0).getPrefix();
    kept.set(0, kept.get(0).withPrefix(first));
    return annotation.withArguments(kept);
  }

  private static @Nullable Expression without(
      Expression argument, Questions questions, Cursor at, Leftovers left) {
    if (!(argument instanceof J.Assignment set)) {
      return argument;
    }
    String member = String.valueOf(set.getVariable());
    Expression value = set.getAssignment();
    if (!(value instanceof J.NewArray array) || array.getInitializer() == null) {
      return isOurs(member, value, questions, at, left) ? null : argument;
    }
    List<Expression> kept = new ArrayList<>(array.getInitializer());
    kept.removeIf(one -> isOurs(member, one, questions, at, left));
    if (kept.size() == array.getInitializer().size()) {
      return argument;
    }
    if (kept.isEmpty()) {
      return null;
    }
    Expression only = kept.get(0).withPrefix(array.getPrefix());
    Space first = array.getInitializer().get(0).getPrefix();
    kept.set(0, kept.get(0).withPrefix(first));
    return set.withAssignment(kept.size() == 1 ? only : array.withInitializer(kept));
  }

  /** A test of the path that goes is somebody's to delete. */
  private static boolean isOurs(
      String member, Expression entry, Questions questions, Cursor at, Leftovers left) {
    String said = String.valueOf(questions.constants().value(entry, at));
    String flag = questions.flag();
    boolean variant = member.equals("variants") && said.startsWith(flag + "=");
    if (!variant && !said.equals(flag)) {
      return false;
    }
    String says = variant ? said.substring(flag.length() + 1) : member;
    boolean wins =
        says.equals(questions.kept().name())
            || (says.equals("on") && !questions.kept().name().equals("off"));
    if (!wins) {
      left.add(entry, "a test of the path that goes: " + member + " = " + said, true);
    }
    return wins;
  }
}
