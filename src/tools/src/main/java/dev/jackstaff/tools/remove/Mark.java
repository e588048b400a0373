package dev.jackstaff.tools.remove;

import java.util.List;
import java.util.UUID;
import org.openrewrite.Tree;
import org.openrewrite.marker.Marker;
import org.openrewrite.marker.Markers;

/** A note at a place of the tree for a later step. */
record Mark(UUID id, Meaning kind) implements Marker {

  enum Meaning {
    /** A literal that stands where the flag was asked. */
    KNOWN,
    /** A block that only holds the statements, maybe none, which come into a statement's place. */
    SPLICE,
    /** A block that once had statements. */
    EMPTIED,
    /** An annotation that is to go. */
    GONE;

    boolean isIn(Markers markers) {
      return markers.findAll(Mark.class).stream().anyMatch(mark -> mark.kind() == this);
    }

    Markers addTo(Markers markers) {
      return markers.add(new Mark(Tree.randomId(), this));
    }

    Markers removeFrom(Markers markers) {
      List<Marker> rest =
          markers.getMarkers().stream()
              .filter(one -> !(one instanceof Mark mark && mark.kind() == this))
              .toList();
      return markers.withMarkers(rest);
    }
  }

  @Override
  public UUID getId() {
    return id;
  }

  @Override
  // The signature is that of the interface.
  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  public <M extends Marker> M withId(UUID other) {
    return (M) new Mark(other, kind);
  }
}
