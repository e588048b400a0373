package dev.jackstaff.guard;

import dev.jackstaff.model.Flag;
import dev.jackstaff.model.FlagSet;
import dev.jackstaff.model.Requirement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The guarded flags that require a guarded flag to be on, directly or further. A failure of a user
 * who has such a flag counts for it, not for the flag that it requires. Stateless.
 */
final class Dependents {
  private Dependents() {}

  /** Returns the dependents of each guarded flag. */
  static Map<String, List<String>> of(FlagSet set) {
    Map<String, List<String>> dependents = new LinkedHashMap<>();
    for (Flag flag : set.flags()) {
      if (flag.guard() != null) {
        for (String required : required(flag, set)) {
          dependents.computeIfAbsent(required, name -> new ArrayList<>()).add(flag.name());
        }
      }
    }
    return dependents;
  }

  /** Returns the names of all flags that must be on where a flag is on. */
  private static Set<String> required(Flag flag, FlagSet set) {
    Set<String> all = new LinkedHashSet<>();
    collect(flag, set, all);
    return all;
  }

  private static void collect(Flag flag, FlagSet set, Set<String> all) {
    for (Requirement requirement : flag.requires()) {
      if (requirement.on() && all.add(requirement.flag())) {
        set.find(requirement.flag()).ifPresent(required -> collect(required, set, all));
      }
    }
  }
}
