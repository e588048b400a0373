package dev.jackstaff.model;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Checks that the flags of a layer cannot meet. */
final class LayerCheck {
  private final Problems problems;

  LayerCheck(Problems problems) {
    this.problems = problems;
  }

  private record LayerMember(Flag flag, Layer part) {}

  void check(Collection<Flag> flags) {
    Map<String, List<LayerMember>> layers = new LinkedHashMap<>();
    for (Flag flag : flags) {
      Layer part = flag.layer();
      if (part != null) {
        layers
            .computeIfAbsent(part.name(), name -> new ArrayList<>())
            .add(new LayerMember(flag, part));
      }
    }
    layers.values().forEach(this::layer);
  }

  /**
   * Compares neighbours in the order of the ranges, so that many flags cost no more than a sort.
   */
  private void layer(List<LayerMember> members) {
    LayerMember first = members.get(0);
    for (LayerMember member : members) {
      if (!member.flag().bucketBy().equals(first.flag().bucketBy())) {
        String message =
            "buckets by another attribute than %s, which is of the same layer"
                .formatted(first.flag().name());
        problems.add(member.flag().name(), "/layer", message);
      }
    }
    List<LayerMember> ordered = new ArrayList<>(members);
    ordered.sort((a, b) -> Double.compare(a.part().from(), b.part().from()));
    for (int i = 1; i < ordered.size(); i++) {
      neighbours(ordered.get(i - 1), ordered.get(i));
    }
  }

  private void neighbours(LayerMember before, LayerMember after) {
    if (before.part().overlaps(after.part())) {
      String message =
          "its part of the layer overlaps that of %s, %s to %s"
              .formatted(
                  before.flag().name(),
                  Percentages.text(before.part().from()),
                  Percentages.text(before.part().to()));
      problems.add(after.flag().name(), "/layer", message);
    }
  }
}
