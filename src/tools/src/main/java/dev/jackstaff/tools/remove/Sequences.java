package dev.jackstaff.tools.remove;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.openrewrite.java.JavaIsoVisitor;
import org.openrewrite.java.tree.J;
import org.openrewrite.java.tree.JRightPadded;
import org.openrewrite.java.tree.Space;
import org.openrewrite.java.tree.Statement;

/**
 * Puts what a block of a dissolved statement holds into its place, and drops what nobody reaches.
 */
final class Sequences {
  private final List<JRightPadded<Statement>> placed = new ArrayList<>();
  private Space pending = Space.EMPTY;
  private @Nullable String first;

  private Sequences() {}

  static J.Block flat(J.Block block) {
    List<JRightPadded<Statement>> before = block.getPadding().getStatements();
    if (isFlat(before)) {
      return block;
    }
    Sequences flat = new Sequences();
    flat.place(before, List.of());
    Space end = flat.cut() ? Spaces.withoutTrailing(block.getEnd()) : block.getEnd();
    J.Block after =
        block.getPadding().withStatements(flat.placed).withEnd(Spaces.after(flat.pending, end));
    return flat.placed.isEmpty()
        ? after.withMarkers(Mark.Meaning.EMPTIED.addTo(after.getMarkers()))
        : after;
  }

  /** With what stands in the cases behind it, in which a name of this one is known as well. */
  static J.Case flat(J.Case part, List<Statement> later) {
    var container = part.getPadding().getStatements();
    List<JRightPadded<Statement>> before = container.getPadding().getElements();
    if (isFlat(before)) {
      return part;
    }
    Sequences flat = new Sequences();
    flat.place(before, later);
    flat.cut();
    return part.getPadding().withStatements(container.getPadding().withElements(flat.placed));
  }

  private static boolean isFlat(List<JRightPadded<Statement>> statements) {
    List<Statement> plain = JRightPadded.getElements(statements);
    return plain.stream().noneMatch(Splice::is) && Completion.reachable(plain) == plain.size();
  }

  private boolean cut() {
    int reached = Completion.reachable(JRightPadded.getElements(placed));
    boolean cut = reached < placed.size();
    placed.subList(reached, placed.size()).clear();
    if (cut) {
      pending = Space.EMPTY;
    }
    return cut;
  }

  private void place(List<JRightPadded<Statement>> statements, List<Statement> later) {
    for (int i = 0; i < statements.size(); i++) {
      JRightPadded<Statement> one = statements.get(i);
      if (one.getElement() instanceof J.Block block && Splice.is(block)) {
        List<Statement> rest = new ArrayList<>(later);
        rest.addAll(JRightPadded.getElements(statements.subList(i + 1, statements.size())));
        dissolve(block, rest);
      } else {
        add(one, one.getElement().getPrefix());
      }
    }
  }

  private void add(JRightPadded<Statement> padded, Space prefix) {
    Space space = Spaces.after(pending, prefix);
    if (placed.isEmpty() && first != null && pending.getComments().isEmpty()) {
      space = space.withWhitespace(first);
    }
    placed.add(padded.withElement(padded.getElement().withPrefix(space)));
    pending = Space.EMPTY;
  }

  private void dissolve(J.Block block, List<Statement> rest) {
    if (block.getStatements().isEmpty()) {
      pending = Spaces.after(pending, Spaces.survivors(block.getPrefix()));
      if (placed.isEmpty() && first == null) {
        first = block.getPrefix().getWhitespace();
      }
    } else if (clashes(block, rest)) {
      add(JRightPadded.build(Splice.kept(block)), block.getPrefix());
    } else {
      inline(block);
    }
  }

  private void inline(J.Block block) {
    String to = Spaces.indent(block.getPrefix());
    String from = null;
    boolean leads = true;
    for (JRightPadded<Statement> one : block.getPadding().getStatements()) {
      Space own = one.getElement().getPrefix();
      String deep = Spaces.indent(own);
      from = deep == null ? from : deep;
      Space moved = from == null || to == null ? own : Indent.move(own, from, to);
      Space line =
          Spaces.indent(own) == null && to != null ? Space.build("\n" + to, List.of()) : moved;
      Space prefix = leads ? Spaces.join(block.getPrefix(), moved) : Spaces.join(line, moved);
      Statement statement =
          from == null || to == null ? one.getElement() : Indent.move(one.getElement(), from, to);
      add(one.withElement(statement), leads || deep == null ? prefix : moved);
      leads = false;
    }
    if (!block.getEnd().getComments().isEmpty()) {
      pending = from == null || to == null ? block.getEnd() : Indent.move(block.getEnd(), from, to);
    }
  }

  /** Returns true if a name that the block declares has another meaning behind it. */
  private static boolean clashes(J.Block block, List<Statement> rest) {
    Set<String> names = new HashSet<>();
    for (Statement statement : block.getStatements()) {
      if (statement instanceof J.VariableDeclarations all) {
        all.getVariables().forEach(variable -> names.add(variable.getSimpleName()));
      } else if (statement instanceof J.ClassDeclaration type) {
        names.add(type.getSimpleName());
      }
    }
    return !names.isEmpty() && rest.stream().anyMatch(statement -> mentions(statement, names));
  }

  static boolean mentions(J tree, Set<String> names) {
    Set<String> found = new HashSet<>();
    new JavaIsoVisitor<Set<String>>() {
      @Override
      public J.Identifier visitIdentifier(J.Identifier identifier, Set<String> p) {
        p.add(identifier.getSimpleName());
        return super.visitIdentifier(identifier, p);
      }

      @Override
      public J.VariableDeclarations.NamedVariable visitVariable(
          J.VariableDeclarations.NamedVariable variable, Set<String> p) {
        p.add(variable.getSimpleName());
        return super.visitVariable(variable, p);
      }
    }.visit(tree, found);
    found.retainAll(names);
    return !found.isEmpty();
  }
}
