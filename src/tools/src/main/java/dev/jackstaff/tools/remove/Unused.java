package dev.jackstaff.tools.remove;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.openrewrite.java.JavaVisitor;
import org.openrewrite.java.tree.Expression;
import org.openrewrite.java.tree.J;

/** Removes what was used before and is not any more; what was unused all along is not ours. */
final class Unused {
  private final String flag;
  private final Map<UUID, Integer> before = new HashMap<>();
  private final Set<String> constants = new HashSet<>();

  Unused(String flag, List<J.CompilationUnit> units) {
    this.flag = flag;
    units.forEach(unit -> before.putAll(Uses.of(unit)));
    units.forEach(unit -> constants.addAll(Uses.names(unit).keySet()));
  }

  J.CompilationUnit without(
      J.CompilationUnit unit, Set<String> named, SourceConstants values, Leftovers left) {
    Map<UUID, Integer> now = Uses.of(unit);
    return (J.CompilationUnit) new Removing(now, named, values).visitNonNull(unit, left);
  }

  private final class Removing extends JavaVisitor<Leftovers> {
    private final Map<UUID, Integer> now;
    private final Set<String> named;

    private final SourceConstants values;

    Removing(Map<UUID, Integer> now, Set<String> named, SourceConstants values) {
      this.values = values;
      this.now = now;
      this.named = named;
    }

    private boolean isGone(UUID id) {
      return before.getOrDefault(id, 0) > 0 && now.getOrDefault(id, 1) == 0;
    }

    @Override
    public J visitBlock(J.Block block, Leftovers left) {
      J visited = super.visitBlock(block, left);
      return visited instanceof J.Block seen ? Sequences.flat(seen) : visited;
    }

    @Override
    public J visitVariableDeclarations(J.VariableDeclarations all, Leftovers left) {
      Object parent = getCursor().getParentTreeCursor().getValue();
      if (!(parent instanceof J.Block)) {
        return super.visitVariableDeclarations(all, left);
      }
      Set<UUID> gone = new HashSet<>();
      for (J.VariableDeclarations.NamedVariable variable : all.getVariables()) {
        boolean unused = isGone(variable.getId()) || isConstant(all, variable);
        if (unused && isIdle(variable.getInitializer())) {
          gone.add(variable.getId());
        } else if (unused) {
          left.add(all, variable.getSimpleName() + " is no longer used", false);
        }
      }
      return gone.isEmpty()
          ? super.visitVariableDeclarations(all, left)
          : Locals.without(all, gone);
    }

    /** The flag's own name, which nobody uses any more. */
    private boolean isConstant(
        J.VariableDeclarations all, J.VariableDeclarations.NamedVariable variable) {
      J.ClassDeclaration type = getCursor().firstEnclosing(J.ClassDeclaration.class);
      boolean constant =
          all.hasModifier(J.Modifier.Type.Final)
              || (type != null && type.getKind() == J.ClassDeclaration.Kind.Type.Interface);
      return constant
          && variable.getInitializer() != null
          && flag.equals(values.value(variable.getInitializer(), getCursor()))
          && constants.contains(variable.getSimpleName())
          && !named.contains(variable.getSimpleName());
    }

    private boolean isIdle(@Nullable Expression initializer) {
      return Purity.isPure(initializer) || Factories.isPure(initializer);
    }

    @Override
    public J visitMethodDeclaration(J.MethodDeclaration method, Leftovers left) {
      return isGone(method.getId())
          ? Splice.nothing(method.getPrefix())
          : super.visitMethodDeclaration(method, left);
    }

    @Override
    public J visitClassDeclaration(J.ClassDeclaration type, Leftovers left) {
      boolean inside = getCursor().getParentTreeCursor().getValue() instanceof J.Block;
      return inside && isGone(type.getId())
          ? Splice.nothing(type.getPrefix())
          : super.visitClassDeclaration(type, left);
    }
  }
}
