package dev.jackstaff.tools.remove;

import java.util.ArrayList;
import java.util.List;

/** The names in scope at a place of a {@link RandomProgram}, and the targets of its jumps. */
final class RandomPlace {
  final List<String> ints = new ArrayList<>();
  final List<String> booleans = new ArrayList<>();
  final List<String> taken = new ArrayList<>();
  final List<String> labels = new ArrayList<>();
  int depth;
  boolean loop;
  boolean choice;
  boolean lambda;

  /** Set when something jumps out of the innermost loop or switch, or on in the loop. */
  RandomPlace jumps = this;

  boolean left;
  boolean continued;

  RandomPlace inside() {
    RandomPlace place = new RandomPlace();
    place.ints.addAll(ints);
    place.booleans.addAll(booleans);
    place.taken.addAll(taken);
    place.labels.addAll(labels);
    place.depth = depth + 1;
    place.loop = loop;
    place.choice = choice;
    place.lambda = lambda;
    place.jumps = jumps;
    return place;
  }

  RandomPlace loop() {
    RandomPlace place = inside();
    place.loop = true;
    place.choice = false;
    place.jumps = place;
    return place;
  }
}
