package dev.jackstaff.guard;

import dev.jackstaff.model.Flag;
import dev.jackstaff.model.FlagSet;
import dev.jackstaff.model.Rule;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The flags that put the same users into their groups as a guarded flag does, because they have the
 * same salt and attribute. Their effects cannot be told apart. Immutable.
 */
final class SharedSalts {
  private final Map<String, Set<String>> guarded = new LinkedHashMap<>();
  private final Map<String, Set<String>> unguarded = new LinkedHashMap<>();

  private SharedSalts() {}

  /** Finds the flags of a set; a killed flag, or one that assigns nobody by a salt, has no part. */
  static SharedSalts of(FlagSet set) {
    Map<List<String>, Set<String>> bySalt = new LinkedHashMap<>();
    for (Flag flag : set.flags()) {
      if (!flag.isKilled() && isDrawn(flag)) {
        List<String> salt = List.of(flag.salt(), flag.bucketBy());
        bySalt.computeIfAbsent(salt, key -> new LinkedHashSet<>()).add(flag.name());
      }
    }
    SharedSalts shared = new SharedSalts();
    for (Set<String> names : bySalt.values()) {
      for (String name : names) {
        shared.add(name, names, set);
      }
    }
    return shared;
  }

  private void add(String name, Set<String> names, FlagSet set) {
    for (String other : names) {
      if (!other.equals(name) && isGuarded(set, name)) {
        Map<String, Set<String>> kind = isGuarded(set, other) ? guarded : unguarded;
        kind.computeIfAbsent(name, key -> new LinkedHashSet<>()).add(other);
      }
    }
  }

  private static boolean isGuarded(FlagSet set, String flag) {
    return set.find(flag).map(it -> it.guard() != null).orElse(false);
  }

  private static boolean isDrawn(Flag flag) {
    return flag.schedule() != null
        || flag.percentage().stream().anyMatch(SharedSalts::isPart)
        || flag.variants().stream().filter(variant -> variant.weight() > 0).count() > 1
        || flag.rules().stream().anyMatch(SharedSalts::isDrawn);
  }

  private static boolean isDrawn(Rule rule) {
    return rule.outcome() instanceof Rule.Percentage share && isPart(share.percentage());
  }

  private static boolean isPart(double percentage) {
    return percentage > 0 && percentage < 100;
  }

  /** Returns the other guarded flags with the same groups as a guarded flag. */
  Set<String> guarded(String flag) {
    return guarded.getOrDefault(flag, Set.of());
  }

  /** Returns the flags without a guard that have the same groups as a guarded flag. */
  Set<String> unguarded(String flag) {
    return unguarded.getOrDefault(flag, Set.of());
  }
}
