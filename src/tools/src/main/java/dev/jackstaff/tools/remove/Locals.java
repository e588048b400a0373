package dev.jackstaff.tools.remove;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.openrewrite.java.JavaVisitor;
import org.openrewrite.java.tree.J;
import org.openrewrite.java.tree.JRightPadded;
import org.openrewrite.java.tree.JavaType;
import org.openrewrite.java.tree.Statement;

/** Puts what is known in the place of local variables that hold nothing else. */
final class Locals {
  private Locals() {}

  static J.Block inlined(J.Block block) {
    List<JRightPadded<Statement>> before = block.getPadding().getStatements();
    List<JRightPadded<Statement>> after = inlined(before);
    return after == before ? block : Sequences.flat(block.getPadding().withStatements(after));
  }

  static J.Case inlined(J.Case part, List<Statement> later) {
    var container = part.getPadding().getStatements();
    List<JRightPadded<Statement>> before = container.getPadding().getElements();
    List<JRightPadded<Statement>> after = inlined(before);
    return after == before
        ? part
        : Sequences.flat(
            part.getPadding().withStatements(container.getPadding().withElements(after)), later);
  }

  private static List<JRightPadded<Statement>> inlined(List<JRightPadded<Statement>> statements) {
    for (int i = 0; i < statements.size(); i++) {
      if (statements.get(i).getElement() instanceof J.VariableDeclarations all) {
        var variable = holder(all, statements.subList(i, statements.size()));
        if (variable != null) {
          return inlined(statements, i, all, variable);
        }
      }
    }
    return statements;
  }

  private static J.VariableDeclarations.@Nullable NamedVariable holder(
      J.VariableDeclarations all, List<JRightPadded<Statement>> scope) {
    for (J.VariableDeclarations.NamedVariable variable : all.getVariables()) {
      boolean held =
          Known.truth(variable.getInitializer()) != null
              && variable.getType() == JavaType.Primitive.Boolean;
      if (held && sets(variable.getSimpleName(), scope) == 1) {
        return variable;
      }
    }
    return null;
  }

  private static int sets(String name, List<JRightPadded<Statement>> scope) {
    List<J> sets = new ArrayList<>();
    scope.forEach(one -> new SourceConstants.Sets(name).visit(one.getElement(), sets));
    return sets.size();
  }

  private static List<JRightPadded<Statement>> inlined(
      List<JRightPadded<Statement>> statements,
      int at,
      J.VariableDeclarations all,
      J.VariableDeclarations.NamedVariable variable) {
    Inlining uses = new Inlining(variable);
    List<JRightPadded<Statement>> after = new ArrayList<>(statements.subList(0, at));
    Statement rest = (Statement) uses.visitNonNull(all, 0);
    after.add(statements.get(at).withElement(without(rest, Set.of(variable.getId()))));
    for (JRightPadded<Statement> one : statements.subList(at + 1, statements.size())) {
      after.add(one.withElement((Statement) uses.visitNonNull(one.getElement(), 0)));
    }
    return after;
  }

  /** A declaration without some of its variables. */
  static Statement without(Statement declaration, Set<UUID> gone) {
    J.VariableDeclarations all = (J.VariableDeclarations) declaration;
    List<JRightPadded<J.VariableDeclarations.NamedVariable>> kept =
        new ArrayList<>(all.getPadding().getVariables());
    boolean first = gone.contains(kept.get(0).getElement().getId());
    kept.removeIf(one -> gone.contains(one.getElement().getId()));
    if (kept.isEmpty()) {
      return Splice.nothing(all.getPrefix());
    }
    if (first) {
      var prefix = all.getVariables().get(0).getPrefix();
      kept.set(0, kept.get(0).withElement(kept.get(0).getElement().withPrefix(prefix)));
    }
    return all.getPadding().withVariables(kept);
  }

  /** Puts the value where the variable is read. */
  private static final class Inlining extends JavaVisitor<Integer> {
    private final J.VariableDeclarations.NamedVariable variable;
    private final Object value;

    Inlining(J.VariableDeclarations.NamedVariable variable) {
      this.variable = variable;
      this.value = Boolean.TRUE.equals(Known.truth(variable.getInitializer()));
    }

    private static boolean is(@Nullable J part, J.Identifier identifier) {
      return part != null && part.getId().equals(identifier.getId());
    }

    @Override
    public J visitIdentifier(J.Identifier identifier, Integer p) {
      Object parent = getCursor().getParentTreeCursor().getValue();
      boolean name =
          (parent instanceof J.FieldAccess access && is(access.getName(), identifier))
              || (parent instanceof J.MethodInvocation call && is(call.getName(), identifier))
              || (parent instanceof J.VariableDeclarations.NamedVariable other
                  && !is(other.getInitializer(), identifier))
              || parent instanceof J.Label
              || parent instanceof J.Break
              || parent instanceof J.Continue
              || parent instanceof J.MethodDeclaration
              || parent instanceof J.MemberReference
              || parent instanceof J.Annotation;
      boolean field =
          identifier.getFieldType() == null
              || identifier.getFieldType().getOwner() instanceof JavaType.FullyQualified;
      boolean same = identifier.getSimpleName().equals(variable.getSimpleName());
      return same && !name && !field
          ? Known.literal(value, identifier.getPrefix())
          : super.visitIdentifier(identifier, p);
    }
  }
}
