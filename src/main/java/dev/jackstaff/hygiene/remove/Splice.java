package dev.jackstaff.hygiene.remove;

import java.util.List;
import java.util.UUID;
import org.openrewrite.Tree;
import org.openrewrite.java.tree.J;
import org.openrewrite.java.tree.JRightPadded;
import org.openrewrite.java.tree.Space;
import org.openrewrite.java.tree.Statement;
import org.openrewrite.marker.Marker;
import org.openrewrite.marker.Markers;

/**
 * Marks a block that only holds the statements, maybe none, which come into a statement's place.
 */
record Splice(UUID id) implements Marker {
  @Override
  public UUID getId() {
    return id;
  }

  @Override
  // The signature is that of the interface.
  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  public <M extends Marker> M withId(UUID other) {
    return (M) new Splice(other);
  }

  static J.Block of(List<JRightPadded<Statement>> statements, Space prefix, Space end) {
    return new J.Block(
        Tree.randomId(),
        prefix,
        Markers.EMPTY.add(new Splice(Tree.randomId())),
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
    return tree instanceof J.Block block && block.getMarkers().findFirst(Splice.class).isPresent();
  }

  /** The block as one that stays. */
  static J.Block kept(J.Block block) {
    return block.withMarkers(block.getMarkers().removeByType(Splice.class));
  }
}
