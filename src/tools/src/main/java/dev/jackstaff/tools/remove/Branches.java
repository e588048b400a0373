package dev.jackstaff.tools.remove;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.openrewrite.Cursor;
import org.openrewrite.Tree;
import org.openrewrite.java.tree.Expression;
import org.openrewrite.java.tree.J;
import org.openrewrite.java.tree.JRightPadded;
import org.openrewrite.java.tree.Space;
import org.openrewrite.java.tree.Statement;
import org.openrewrite.marker.Markers;

/** Statements of which one branch is left. */
final class Branches {
  private Branches() {}

  static J fold(J.If whole, boolean inList, Cursor at) {
    Expression condition = whole.getIfCondition().getTree();
    Boolean truth = Known.truth(condition);
    if (truth != null) {
      return chosen(whole, truth, List.of(), inList, at);
    }
    if (inList && bare(condition) instanceof J.Binary binary && effect(binary) != null) {
      Statement effect = effect(binary);
      Boolean right = Known.truth(binary.getRight());
      Boolean value = right != null ? right : Known.truth(binary.getLeft());
      return effect == null || value == null
          ? whole
          : chosen(whole, value, List.of(effect), true, at);
    }
    return tidied(whole, inList);
  }

  private static J bare(J expression) {
    J inner = expression;
    while (inner instanceof J.Parentheses<?> parentheses) {
      inner = parentheses.getTree();
    }
    return inner;
  }

  /** The call in {@code call() && false} or {@code call() || true}, which has to stay. */
  private static @Nullable Statement effect(J.Binary binary) {
    Boolean right = Known.truth(binary.getRight());
    Boolean known = right != null ? right : Known.truth(binary.getLeft());
    boolean decided =
        switch (binary.getOperator()) {
          case And, BitAnd -> Boolean.FALSE.equals(known);
          case Or, BitOr -> Boolean.TRUE.equals(known);
          default -> false;
        };
    Expression other = right != null ? binary.getLeft() : binary.getRight();
    return decided && bare(other) instanceof J.MethodInvocation call ? call : null;
  }

  private static J chosen(
      J.If whole, boolean truth, List<Statement> effects, boolean inList, Cursor at) {
    Statement kept =
        truth
            ? whole.getThenPart()
            : whole.getElsePart() == null ? null : whole.getElsePart().getBody();
    if (inList) {
      return spliced(whole.getPrefix(), effects, kept);
    }
    boolean otherwise = at.getParentTreeCursor().getValue() instanceof J.If.Else;
    if (kept == null || kept instanceof J.Empty) {
      return otherwise ? Splice.nothing(whole.getPrefix()) : empty();
    }
    return kept.withPrefix(Spaces.join(whole.getPrefix(), kept.getPrefix()));
  }

  private static J spliced(Space prefix, List<Statement> effects, @Nullable Statement kept) {
    List<JRightPadded<Statement>> all = new ArrayList<>();
    effects.forEach(effect -> all.add(JRightPadded.build(effect.withPrefix(Space.EMPTY))));
    if (kept == null || kept instanceof J.Empty) {
      return Splice.of(all, prefix, Space.EMPTY);
    }
    J.Block block = Splice.of(kept, prefix);
    all.addAll(block.getPadding().getStatements());
    return Splice.of(all, prefix, block.getEnd());
  }

  /** A loop that never runs. */
  static J gone(Statement loop, boolean inList) {
    return inList ? Splice.nothing(loop.getPrefix()) : empty();
  }

  private static J empty() {
    return new J.Block(
        Tree.randomId(),
        Space.SINGLE_SPACE,
        Mark.Meaning.EMPTIED.addTo(Markers.EMPTY),
        JRightPadded.build(false),
        List.of(),
        Space.EMPTY);
  }

  /** A declaration or expression in the head of a loop that does nothing. */
  static boolean isIdle(Statement statement) {
    return statement instanceof J.Empty
        || (statement instanceof J.VariableDeclarations all
            && all.getVariables().stream().allMatch(v -> Purity.isPure(v.getInitializer())));
  }

  /** Without branches that have become empty. */
  private static J tidied(J.If whole, boolean inList) {
    if (!isEmptied(whole.getThenPart())) {
      J.If.Else otherwise = whole.getElsePart();
      return otherwise != null && isEmptied(otherwise.getBody()) ? whole.withElsePart(null) : whole;
    }
    Expression condition = whole.getIfCondition().getTree();
    if (whole.getElsePart() != null && whole.getElsePart().getBody() instanceof J.Block block) {
      Expression not = Conditions.not(condition);
      return whole
          .withIfCondition(whole.getIfCondition().withTree(not))
          .withThenPart(block)
          .withElsePart(null);
    }
    return whole.getElsePart() == null && inList && Purity.isPure(condition)
        ? Splice.nothing(whole.getPrefix())
        : whole;
  }

  private static boolean isEmptied(Statement statement) {
    return statement instanceof J.Block block
        && block.getStatements().isEmpty()
        && Mark.Meaning.EMPTIED.isIn(block.getMarkers());
  }
}
