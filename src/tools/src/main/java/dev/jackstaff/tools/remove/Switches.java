package dev.jackstaff.tools.remove;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.openrewrite.Cursor;
import org.openrewrite.java.tree.Expression;
import org.openrewrite.java.tree.J;
import org.openrewrite.java.tree.JRightPadded;
import org.openrewrite.java.tree.JavaType;
import org.openrewrite.java.tree.Space;
import org.openrewrite.java.tree.Statement;
import org.openrewrite.java.tree.TypeUtils;

/** Switches over a value that is known. */
final class Switches {
  private Switches() {}

  /** The statements of the case that is taken, or the switch itself if they cannot stand alone. */
  static J chosen(J.Switch whole, Object value, SourceConstants constants, Cursor at) {
    List<J.Case> cases = cases(whole.getCases());
    int taken = taken(cases, value, constants, at);
    if (taken < 0) {
      return Splice.nothing(whole.getPrefix());
    }
    J.Case part = cases.get(taken);
    if (part.getType() == J.Case.Type.Rule) {
      return part.getBody() instanceof Statement body && !Completion.isLeft(body, null)
          ? Splice.of(body, whole.getPrefix())
          : whole;
    }
    List<JRightPadded<Statement>> run = run(cases.subList(taken, cases.size()));
    return isAlone(run, cases.subList(0, taken))
        ? Splice.of(run, whole.getPrefix(), Space.EMPTY)
        : whole;
  }

  private static List<J.Case> cases(J.Block block) {
    return block.getStatements().stream().map(J.Case.class::cast).toList();
  }

  /** From the case that is taken through those it falls into. */
  private static List<JRightPadded<Statement>> run(List<J.Case> cases) {
    List<JRightPadded<Statement>> run = new ArrayList<>();
    for (J.Case part : cases) {
      for (JRightPadded<Statement> one :
          part.getPadding().getStatements().getPadding().getElements()) {
        if (one.getElement() instanceof J.Break jump && jump.getLabel() == null) {
          return run;
        }
        run.add(one);
        if (!Completion.isPossible(one.getElement())) {
          return run;
        }
      }
    }
    return run;
  }

  private static boolean isAlone(List<JRightPadded<Statement>> run, List<J.Case> before) {
    Set<String> names = new HashSet<>();
    for (J.Case part : before) {
      for (Statement statement : part.getStatements()) {
        if (statement instanceof J.VariableDeclarations all) {
          all.getVariables().forEach(variable -> names.add(variable.getSimpleName()));
        }
      }
    }
    return run.stream()
        .map(JRightPadded::getElement)
        .noneMatch(s -> Completion.isLeft(s, null) || Sequences.mentions(s, names));
  }

  private static int taken(List<J.Case> cases, Object value, SourceConstants constants, Cursor at) {
    int otherwise = -1;
    for (int i = 0; i < cases.size(); i++) {
      for (J label : cases.get(i).getCaseLabels()) {
        if (label instanceof J.Identifier name && name.getSimpleName().equals("default")) {
          otherwise = i;
        } else if (label instanceof Expression expression
            && value.equals(constants.value(expression, at))) {
          return i;
        }
      }
    }
    return otherwise;
  }

  static Expression chosen(
      J.SwitchExpression whole, Object value, SourceConstants constants, Cursor at) {
    List<J.Case> cases = cases(whole.getCases());
    int taken = taken(cases, value, constants, at);
    boolean plain =
        taken >= 0
            && cases.get(taken).getType() == J.Case.Type.Rule
            && cases.get(taken).getBody() instanceof Expression;
    if (!plain || !(cases.get(taken).getBody() instanceof Expression body)) {
      return whole;
    }
    JavaType type = whole.getType();
    boolean same =
        !(type instanceof JavaType.Primitive)
            || (body.getType() != null && TypeUtils.isOfType(type, body.getType()));
    return same ? Parens.inPlace(Known.mark(body), whole.getPrefix(), at) : whole;
  }
}
