package dev.jackstaff.benchmark;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;

/** The least a check by name can cost: answers kept in a map that the thread holds. */
final class MapFloor extends Peer {

  private static final ThreadLocal<Map<String, Boolean>> CURRENT = new ThreadLocal<>();

  private final HashFloor decider;
  private final Catalogue catalogue;

  MapFloor(Catalogue catalogue) {
    super(catalogue);
    this.catalogue = catalogue;
    this.decider = HashFloor.md5(catalogue);
  }

  @Override
  Predicate<String> begin(String userId) {
    long[] bits = decider.decideAll(userId);
    Map<String, Boolean> answers = new HashMap<>();
    for (int i = 0; i < catalogue.size(); i++) {
      answers.put(catalogue.flags().get(i).name(), (bits[i >> 6] >>> i & 1) != 0);
    }
    CURRENT.set(answers);
    return name -> CURRENT.get().get(name);
  }

  @Override
  void end() {
    CURRENT.remove();
  }
}
