package dev.jackstaff.hygiene.remove;

import java.util.UUID;
import org.openrewrite.Tree;
import org.openrewrite.java.tree.J;
import org.openrewrite.marker.Marker;

/** Marks a block that once had statements. */
record Emptied(UUID id) implements Marker {
  static J.Block mark(J.Block block) {
    return block.withMarkers(block.getMarkers().add(new Emptied(Tree.randomId())));
  }

  @Override
  public UUID getId() {
    return id;
  }

  @Override
  // The signature is that of the interface.
  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  public <M extends Marker> M withId(UUID other) {
    return (M) new Emptied(other);
  }
}
