package dev.jackstaff.tools.remove;

import java.util.List;
import org.openrewrite.Tree;
import org.openrewrite.java.tree.J;
import org.openrewrite.java.tree.JRightPadded;
import org.openrewrite.java.tree.Space;
import org.openrewrite.java.tree.Statement;
import org.openrewrite.marker.Markers;

/** Blocks that only hold the statements, maybe none, which come into a statement's place. */
final class Splice {
  private Splice() {}

  static J.Block of(List<JRightPadded<Statement>> statements, Space prefix, Space end) {
    return new J.Block(
        Tree.randomId(),
        prefix,
        Mark.Meaning.SPLICE.addTo(Markers.EMPTY),
        JRightPadded.build(false),
        statements,
        end);
  }

  static J.Block nothing(Space prefix) {
    return of(List.of(), prefix, Space.EMPTY);
  }

  static J.Block of(Statement statement, Space prefix) {
    return statement instanceof J.Block block
        ? of(block.getPadding().getStatements(), prefix, block.getEnd())
        : of(List.of(JRightPadded.build(statement)), prefix, Space.EMPTY);
  }

  static boolean is(Object tree) {
    return tree instanceof J.Block block && Mark.Meaning.SPLICE.isIn(block.getMarkers());
  }

  /** The block as one that stays. */
  static J.Block kept(J.Block block) {
    return block.withMarkers(Mark.Meaning.SPLICE.removeFrom(block.getMarkers()));
  }
}
