package dev.jackstaff.tools.remove;

import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.openrewrite.java.JavaIsoVisitor;
import org.openrewrite.java.tree.Expression;
import org.openrewrite.java.tree.J;
import org.openrewrite.java.tree.Statement;

/**
 * Determines if a statement can complete normally, by the Java Language Specification (14.22); the
 * compiler refuses a statement after one that cannot. In doubt it can.
 */
final class Completion {
  private Completion() {}

  static boolean isPossible(@Nullable J statement) {
    if (statement instanceof J.Return
        || statement instanceof J.Throw
        || statement instanceof J.Break
        || statement instanceof J.Continue
        || statement instanceof J.Yield) {
      return false;
    }
    if (statement instanceof J.Block block) {
      return all(block.getStatements());
    }
    if (statement instanceof J.If choice) {
      return choice.getElsePart() == null
          || isPossible(choice.getThenPart())
          || isPossible(choice.getElsePart().getBody());
    }
    if (statement instanceof J.Label label) {
      return isPossible(label.getStatement())
          || isLeft(label.getStatement(), label.getLabel().getSimpleName());
    }
    if (statement instanceof J.Synchronized section) {
      return isPossible(section.getBody());
    }
    if (statement instanceof J.Switch choice) {
      return chosen(choice);
    }
    return statement instanceof J.Try attempt ? attempted(attempt) : looped(statement);
  }

  /** Without a default none may be taken; a break leaves it, and so does the end. */
  private static boolean chosen(J.Switch choice) {
    List<J.Case> cases =
        choice.getCases().getStatements().stream().map(J.Case.class::cast).toList();
    if (isLeft(choice.getCases(), null) || cases.stream().noneMatch(Completion::isDefault)) {
      return true;
    }
    J.Case last = cases.get(cases.size() - 1);
    return last.getType() == J.Case.Type.Rule
        ? cases.stream().anyMatch(part -> isPossible(part.getBody()))
        : all(last.getStatements());
  }

  private static boolean isDefault(J.Case part) {
    return part.getCaseLabels().stream()
        .anyMatch(l -> l instanceof J.Identifier name && name.getSimpleName().equals("default"));
  }

  private static boolean all(List<? extends J> statements) {
    return statements.stream().allMatch(Completion::isPossible);
  }

  private static boolean attempted(J.Try attempt) {
    boolean some =
        isPossible(attempt.getBody())
            || attempt.getCatches().stream().anyMatch(c -> isPossible(c.getBody()));
    return some && (attempt.getFinally() == null || isPossible(attempt.getFinally()));
  }

  private static boolean looped(@Nullable J statement) {
    if (statement instanceof J.WhileLoop loop) {
      return !isTrue(loop.getCondition().getTree()) || isLeft(loop.getBody(), null);
    }
    if (statement instanceof J.DoWhileLoop loop) {
      return isLeft(loop.getBody(), null)
          || (!isTrue(loop.getWhileCondition().getTree())
              && (isPossible(loop.getBody()) || isContinued(loop.getBody())));
    }
    if (statement instanceof J.ForLoop loop) {
      Expression condition = loop.getControl().getCondition();
      boolean endless = condition instanceof J.Empty || isTrue(condition);
      return !endless || isLeft(loop.getBody(), null);
    }
    return true;
  }

  private static boolean isTrue(J condition) {
    J inner = condition;
    while (inner instanceof J.Parentheses<?> parentheses) {
      inner = parentheses.getTree();
    }
    return inner instanceof J.Literal literal && Boolean.TRUE.equals(literal.getValue());
  }

  /** Returns true if the body of a loop or labelled statement has a {@code break} out of it. */
  static boolean isLeft(J body, @Nullable String label) {
    return jumps(body, label, true);
  }

  /** Returns true if a loop's body has a {@code continue}, with or without a label. */
  static boolean isContinued(J body) {
    return jumps(body, null, false);
  }

  private static boolean jumps(J body, @Nullable String label, boolean breaks) {
    AtomicBoolean found = new AtomicBoolean();
    new Jumps(label, breaks).visit(body, found);
    return found.get();
  }

  /** Looks for jumps that leave the place where it starts. */
  private static final class Jumps extends JavaIsoVisitor<AtomicBoolean> {
    private final @Nullable String label;
    private final boolean breaks;
    private int depth;

    Jumps(@Nullable String label, boolean breaks) {
      this.label = label;
      this.breaks = breaks;
    }

    @Override
    public @Nullable J preVisit(J tree, AtomicBoolean found) {
      depth += isTarget(tree) ? 1 : 0;
      return tree;
    }

    @Override
    public @Nullable J postVisit(J tree, AtomicBoolean found) {
      depth -= isTarget(tree) ? 1 : 0;
      return tree;
    }

    private boolean isTarget(J tree) {
      return tree instanceof J.WhileLoop
          || tree instanceof J.DoWhileLoop
          || tree instanceof J.ForLoop
          || tree instanceof J.ForEachLoop
          || (breaks && tree instanceof J.Switch);
    }

    @Override
    public J.Break visitBreak(J.Break jump, AtomicBoolean found) {
      if (breaks) {
        check(jump.getLabel(), found);
      }
      return jump;
    }

    @Override
    public J.Continue visitContinue(J.Continue jump, AtomicBoolean found) {
      if (!breaks) {
        check(jump.getLabel(), found);
      }
      return jump;
    }

    private void check(J.@Nullable Identifier to, AtomicBoolean found) {
      boolean mine = to == null ? label == null && depth == 0 : isNamed(to.getSimpleName());
      if (mine) {
        found.set(true);
      }
    }

    /** A jump to a label may leave an unlabelled place as well; then it is taken to. */
    private boolean isNamed(String name) {
      return label == null ? !breaks : label.equals(name);
    }

    @Override
    public J.Lambda visitLambda(J.Lambda lambda, AtomicBoolean found) {
      return lambda;
    }

    @Override
    public J.ClassDeclaration visitClassDeclaration(J.ClassDeclaration type, AtomicBoolean found) {
      return type;
    }
  }

  /** Statements without those that can no longer be reached. */
  static int reachable(List<Statement> statements) {
    for (int i = 0; i < statements.size(); i++) {
      if (!isPossible(statements.get(i))) {
        return i + 1;
      }
    }
    return statements.size();
  }
}
