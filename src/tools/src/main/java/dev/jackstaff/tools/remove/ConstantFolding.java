package dev.jackstaff.tools.remove;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.openrewrite.Cursor;
import org.openrewrite.java.JavaVisitor;
import org.openrewrite.java.tree.Expression;
import org.openrewrite.java.tree.J;
import org.openrewrite.java.tree.JavaType;
import org.openrewrite.java.tree.Space;
import org.openrewrite.java.tree.Statement;
import org.openrewrite.java.tree.TypeUtils;

/** Puts the answers in and folds what becomes known by them, from the inside out. */
final class ConstantFolding extends JavaVisitor<Leftovers> {
  private final Questions questions;
  private final SourceConstants constants;

  ConstantFolding(Questions questions) {
    this.questions = questions;
    this.constants = questions.constants();
  }

  @Override
  public J visitMethodInvocation(J.MethodInvocation method, Leftovers left) {
    J visited = super.visitMethodInvocation(method, left);
    if (!(visited instanceof J.MethodInvocation call) || isGuarded() || isVoid()) {
      return visited;
    }
    Expression answer = answer(call, left);
    if (answer != call && inList()) {
      return Splice.nothing(call.getPrefix());
    }
    return isStatement() ? call : answer;
  }

  /** Returns the constant that the call is known to return, or the call itself. */
  private Expression answer(J.MethodInvocation call, Leftovers left) {
    Expression answer = questions.answer(call, getCursor(), left);
    if (answer != null) {
      return answer;
    }
    Boolean truth = constants.truth(call.getMethodType());
    boolean pure = Purity.isPure(call.getSelect()) && Purity.allPure(call.getArguments());
    return truth != null && pure
        ? Known.literal(truth, call.getPrefix())
        : Texts.fold(call, constants, getCursor());
  }

  /** In a guard of a case, where a constant is not allowed. */
  private boolean isGuarded() {
    J.Case part = getCursor().firstEnclosing(J.Case.class);
    J own = getCursor().getValue();
    return part != null && part.getGuard() != null && contains(part.getGuard(), own);
  }

  private static boolean contains(J tree, J part) {
    boolean[] found = {false};
    new JavaVisitor<Integer>() {
      @Override
      public @Nullable J preVisit(J each, Integer p) {
        found[0] |= each.getId().equals(part.getId());
        return each;
      }
    }.visit(tree, 0);
    return found[0];
  }

  /** The body of a lambda that gives no result has to be a call. */
  private boolean isVoid() {
    Object parent = getCursor().getParentTreeCursor().getValue();
    JavaType.FullyQualified type =
        parent instanceof J.Lambda lambda ? TypeUtils.asFullyQualified(lambda.getType()) : null;
    return type != null
        && type.getMethods().stream()
            .filter(m -> m.getFlags().contains(org.openrewrite.java.tree.Flag.Abstract))
            .anyMatch(m -> m.getReturnType() == JavaType.Primitive.Void);
  }

  private boolean inList() {
    Object parent = getCursor().getParentTreeCursor().getValue();
    return parent instanceof J.Block
        || (parent instanceof J.Case part
            && part.getType() == J.Case.Type.Statement
            && getCursor().getValue() instanceof Statement own
            && part.getStatements().stream().anyMatch(s -> s.getId().equals(own.getId())));
  }

  private boolean isStatement() {
    Object parent = getCursor().getParentTreeCursor().getValue();
    return parent instanceof J.If
        || parent instanceof J.If.Else
        || parent instanceof J.Label
        || parent instanceof J.ForEachLoop
        || parent instanceof J.ForLoop
        || (parent instanceof J.ForLoop.Control control && !isCondition(control))
        || parent instanceof J.WhileLoop
        || parent instanceof J.DoWhileLoop;
  }

  private boolean isCondition(J.ForLoop.Control control) {
    return getCursor().getValue() instanceof J own
        && control.getCondition().getId().equals(own.getId());
  }

  @Override
  public J visitIdentifier(J.Identifier identifier, Leftovers left) {
    Object parent = getCursor().getParentTreeCursor().getValue();
    boolean name =
        (parent instanceof J.VariableDeclarations.NamedVariable variable
                && variable.getInitializer() != getCursor().getValue())
            || (parent instanceof J.FieldAccess access
                && access.getTarget() != getCursor().getValue())
            || parent instanceof J.MethodDeclaration
            || parent instanceof J.Annotation
            || (parent instanceof J.Assignment set && set.getVariable() == getCursor().getValue());
    Boolean truth = name ? null : constants.truth(identifier.getFieldType());
    return truth == null
        ? super.visitIdentifier(identifier, left)
        : Known.literal(truth, identifier.getPrefix());
  }

  @Override
  public J visitFieldAccess(J.FieldAccess access, Leftovers left) {
    Object parent = getCursor().getParentTreeCursor().getValue();
    boolean set = parent instanceof J.Assignment a && a.getVariable() == getCursor().getValue();
    Boolean truth = constants.truth(access.getName().getFieldType());
    return truth == null || set || parent instanceof J.Import || !Purity.isPure(access)
        ? super.visitFieldAccess(access, left)
        : Known.literal(truth, access.getPrefix());
  }

  @Override
  public J visitBinary(J.Binary binary, Leftovers left) {
    J visited = super.visitBinary(binary, left);
    if (!(visited instanceof J.Binary whole)) {
      return visited;
    }
    Expression folded = Conditions.fold(whole, getCursor());
    boolean known = Known.truth(whole.getLeft()) != null || Known.truth(whole.getRight()) != null;
    if (folded == whole && known && whole.getType() == JavaType.Primitive.Boolean) {
      left.add(whole, "is not folded, since its other side has to be evaluated", false);
    }
    return folded;
  }

  @Override
  public J visitUnary(J.Unary unary, Leftovers left) {
    J visited = super.visitUnary(unary, left);
    if (!(visited instanceof J.Unary whole)) {
      return visited;
    }
    boolean twice =
        whole.getExpression() instanceof J.Unary inner
            && inner.getOperator() == J.Unary.Type.Not
            && whole.getOperator() == J.Unary.Type.Not
            && whole.getExpression() != unary.getExpression();
    return twice && whole.getExpression() instanceof J.Unary inner
        ? Parens.inPlace(inner.getExpression(), whole.getPrefix(), getCursor())
        : Conditions.fold(whole, getCursor());
  }

  @Override
  public J visitTernary(J.Ternary ternary, Leftovers left) {
    J visited = super.visitTernary(ternary, left);
    if (!(visited instanceof J.Ternary whole)) {
      return visited;
    }
    Expression folded = Conditions.fold(whole, getCursor());
    if (folded == whole && Known.truth(whole.getCondition()) != null) {
      left.add(whole, "stays, since another type or method could be meant without it", false);
    }
    return folded;
  }

  @Override
  public <T extends J> J visitParentheses(J.Parentheses<T> parentheses, Leftovers left) {
    J visited = super.visitParentheses(parentheses, left);
    return visited instanceof J.Parentheses<?> parens && parens.getTree() != parentheses.getTree()
        ? Parens.inPlace(parens, parens.getPrefix(), getCursor())
        : visited;
  }

  @Override
  @SuppressWarnings({"unchecked", "rawtypes"})
  public <T extends J> J visitControlParentheses(
      J.ControlParentheses<T> parentheses, Leftovers left) {
    J visited = super.visitControlParentheses(parentheses, left);
    return visited instanceof J.ControlParentheses parens
            && parens.getTree() != parentheses.getTree()
            && parens.getTree() instanceof J.Parentheses<?> inner
        ? parens.withTree(inner.getTree().withPrefix(inner.getPrefix()))
        : visited;
  }

  @Override
  public J visitAnnotation(J.Annotation annotation, Leftovers left) {
    J visited = super.visitAnnotation(annotation, left);
    return visited instanceof J.Annotation seen
        ? TestFlags.without(seen, questions, getCursor(), left)
        : visited;
  }

  @Override
  public J visitIf(J.If choice, Leftovers left) {
    J visited = super.visitIf(choice, left);
    if (!(visited instanceof J.If whole)) {
      return visited;
    }
    J.If.Else otherwise = whole.getElsePart();
    boolean gone = otherwise != null && Splice.is(otherwise.getBody());
    return Branches.fold(gone ? whole.withElsePart(null) : whole, inList(), getCursor());
  }

  @Override
  public J visitWhileLoop(J.WhileLoop loop, Leftovers left) {
    J visited = super.visitWhileLoop(loop, left);
    return visited instanceof J.WhileLoop whole
            && Boolean.FALSE.equals(Known.truth(whole.getCondition().getTree()))
        ? Branches.gone(whole, inList())
        : visited;
  }

  @Override
  public J visitDoWhileLoop(J.DoWhileLoop loop, Leftovers left) {
    J visited = super.visitDoWhileLoop(loop, left);
    return visited instanceof J.DoWhileLoop whole
            && Boolean.FALSE.equals(Known.truth(whole.getWhileCondition().getTree()))
            && inList()
            && !Completion.isLeft(whole.getBody(), null)
            && !Completion.isContinued(whole.getBody())
        ? Splice.of(whole.getBody(), whole.getPrefix())
        : visited;
  }

  @Override
  public J visitForLoop(J.ForLoop loop, Leftovers left) {
    J visited = super.visitForLoop(loop, left);
    if (!(visited instanceof J.ForLoop whole)) {
      return visited;
    }
    Boolean truth = Known.truth(whole.getControl().getCondition());
    if (!Boolean.FALSE.equals(truth)) {
      return whole;
    }
    if (whole.getControl().getInit().stream().allMatch(Branches::isIdle)) {
      return Branches.gone(whole, inList());
    }
    left.add(whole, "stays, since the loop begins with side effects", true);
    return loop;
  }

  @Override
  public J visitSwitch(J.Switch choice, Leftovers left) {
    J visited = super.visitSwitch(choice, left);
    if (!(visited instanceof J.Switch whole) || !inList()) {
      return visited;
    }
    Object value = constants.known(whole.getSelector().getTree(), getCursor());
    J chosen = value == null ? whole : Switches.chosen(whole, value, constants, getCursor());
    if (value != null && chosen == whole) {
      left.add(whole, "stays, since one of its cases cannot stand alone", false);
    }
    return chosen;
  }

  @Override
  public J visitSwitchExpression(J.SwitchExpression choice, Leftovers left) {
    J visited = super.visitSwitchExpression(choice, left);
    if (!(visited instanceof J.SwitchExpression whole)) {
      return visited;
    }
    Object value = constants.known(whole.getSelector().getTree(), getCursor());
    if (value == null) {
      return whole;
    }
    Expression chosen = Switches.chosen(whole, value, constants, getCursor());
    boolean wrapped = chosen instanceof J.Literal && chosen.getPrefix().getComments().isEmpty();
    return wrapped && Spaces.indent(chosen.getPrefix()) != null
        ? chosen.withPrefix(Space.SINGLE_SPACE)
        : chosen;
  }

  @Override
  public J visitCase(J.Case part, Leftovers left) {
    J visited = super.visitCase(part, left);
    return visited instanceof J.Case seen && seen.getType() == J.Case.Type.Statement
        ? Locals.inlined(Sequences.flat(seen, later()), later())
        : visited;
  }

  /** The cases behind this one, in which its names are known as well. */
  private List<Statement> later() {
    Object parent = getCursor().getParentTreeCursor().getValue();
    if (!(parent instanceof J.Block cases) || !(getCursor().getValue() instanceof J own)) {
      return List.of();
    }
    return cases.getStatements().stream()
        .dropWhile(one -> !one.getId().equals(own.getId()))
        .skip(1)
        .toList();
  }

  @Override
  public J visitBlock(J.Block block, Leftovers left) {
    J visited = super.visitBlock(block, left);
    return visited instanceof J.Block seen && isCode(getCursor())
        ? Locals.inlined(Sequences.flat(seen))
        : visited;
  }

  /** Not the body of a class. */
  private static boolean isCode(Cursor block) {
    Object parent = block.getParentTreeCursor().getValue();
    return !(parent instanceof J.ClassDeclaration) && !(parent instanceof J.NewClass);
  }
}
