package dev.jackstaff.tools.remove;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.openrewrite.java.JavaIsoVisitor;
import org.openrewrite.java.tree.J;
import org.openrewrite.java.tree.Statement;

/**
 * Counts the uses of local variables and of a source's private members, by their declaration. A
 * name that could mean something else counts as well, so that in doubt nothing goes.
 */
final class Uses {
  private final Map<UUID, Integer> counts = new HashMap<>();

  static Map<UUID, Integer> of(J.CompilationUnit unit) {
    Uses uses = new Uses();
    uses.new Declarations(unit).visit(unit, 0);
    return uses.counts;
  }

  private final class Declarations extends JavaIsoVisitor<Integer> {
    private final Map<String, Integer> all;

    Declarations(J.CompilationUnit unit) {
      this.all = names(unit);
    }

    @Override
    public J.Block visitBlock(J.Block block, Integer p) {
      Object parent = getCursor().getParentTreeCursor().getValue();
      boolean members = parent instanceof J.ClassDeclaration || parent instanceof J.NewClass;
      List<Statement> statements = block.getStatements();
      for (int i = 0; i < statements.size(); i++) {
        if (members) {
          member(statements.get(i));
        } else if (statements.get(i) instanceof J.VariableDeclarations local) {
          List<Statement> scope = statements.subList(i, statements.size());
          local
              .getVariables()
              .forEach(one -> counts.put(one.getId(), count(scope, one.getSimpleName())));
        }
      }
      return super.visitBlock(block, p);
    }

    private void member(Statement member) {
      if (member instanceof J.VariableDeclarations field
          && field.hasModifier(J.Modifier.Type.Private)
          && field.getLeadingAnnotations().isEmpty()) {
        field.getVariables().forEach(one -> put(one.getId(), one.getSimpleName(), null));
      } else if (member instanceof J.MethodDeclaration method
          && method.hasModifier(J.Modifier.Type.Private)
          && !method.isConstructor()
          && method.getLeadingAnnotations().isEmpty()) {
        put(method.getId(), method.getSimpleName(), method.getBody());
      } else if (member instanceof J.ClassDeclaration type
          && type.hasModifier(J.Modifier.Type.Private)) {
        put(type.getId(), type.getSimpleName(), type.getBody());
      }
    }

    private void put(UUID id, String name, @Nullable J own) {
      int inside = own == null ? 0 : names(own).getOrDefault(name, 0);
      counts.put(id, all.getOrDefault(name, 0) - inside);
    }
  }

  private static int count(List<Statement> scope, String name) {
    return scope.stream().mapToInt(one -> names(one).getOrDefault(name, 0)).sum();
  }

  /** Counts the uses of each name, other than its declaration. */
  static Map<String, Integer> names(J tree) {
    Map<String, Integer> names = new HashMap<>();
    new NameCounter().visit(tree, names);
    return names;
  }

  private static final class NameCounter extends JavaIsoVisitor<Map<String, Integer>> {
    private final Set<UUID> declared = new HashSet<>();

    @Override
    public J.Import visitImport(J.Import one, Map<String, Integer> names) {
      return one;
    }

    @Override
    public J.VariableDeclarations.NamedVariable visitVariable(
        J.VariableDeclarations.NamedVariable variable, Map<String, Integer> names) {
      declared.add(variable.getName().getId());
      return super.visitVariable(variable, names);
    }

    @Override
    public J.MethodDeclaration visitMethodDeclaration(
        J.MethodDeclaration method, Map<String, Integer> names) {
      declared.add(method.getName().getId());
      return super.visitMethodDeclaration(method, names);
    }

    @Override
    public J.ClassDeclaration visitClassDeclaration(
        J.ClassDeclaration type, Map<String, Integer> names) {
      declared.add(type.getName().getId());
      return super.visitClassDeclaration(type, names);
    }

    @Override
    public J.Identifier visitIdentifier(J.Identifier identifier, Map<String, Integer> names) {
      if (!declared.contains(identifier.getId())) {
        names.merge(identifier.getSimpleName(), 1, Integer::sum);
      }
      return super.visitIdentifier(identifier, names);
    }
  }
}
