package dev.jackstaff.tools.check;

import dev.jackstaff.Evaluation;
import dev.jackstaff.FeatureFlags;
import dev.jackstaff.model.Decision;
import dev.jackstaff.model.FlagSet;
import dev.jackstaff.model.Source;
import dev.jackstaff.model.User;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** The users for whom one flag decides differently in two sets. Not thread-safe. */
public final class FlagDifference {
  private final String flag;
  private final Map<String, Integer> changes = new LinkedHashMap<>();
  private final Map<String, User> examples = new LinkedHashMap<>();

  private FlagDifference(String flag) {
    this.flag = flag;
  }

  /**
   * {@return the differences of all flags of two sets, also of those that decide the same}
   *
   * @param before the old flags
   * @param after the new flags
   * @param users the users to decide for
   * @param at the time of the decisions
   */
  public static List<FlagDifference> between(
      FlagSet before, FlagSet after, List<User> users, Instant at) {
    try (FeatureFlags old = FeatureFlags.of(before);
        FeatureFlags next = FeatureFlags.of(after)) {
      Set<String> names = new LinkedHashSet<>(old.names());
      names.addAll(next.names());
      List<FlagDifference> differences = names.stream().map(FlagDifference::new).toList();
      for (User user : users) {
        Evaluation was = old.evaluate(user, at);
        Evaluation is = next.evaluate(user, at);
        differences.forEach(difference -> difference.compare(was, is));
      }
      return differences;
    }
  }

  /** {@return the flag's name} */
  public String flag() {
    return flag;
  }

  /**
   * {@return the number of users by change, such as {@code off → on} or {@code blue → green}; empty
   * if the flag decides the same for all of them}
   */
  public Map<String, Integer> changes() {
    return Collections.unmodifiableMap(changes);
  }

  /** {@return a user for whom the decision changes, by change} */
  public Map<String, User> examples() {
    return Collections.unmodifiableMap(examples);
  }

  /** {@return the number of users for whom the decision changes} */
  public int changed() {
    return changes.values().stream().mapToInt(Integer::intValue).sum();
  }

  private void compare(Evaluation was, Evaluation is) {
    Decision one = was.decision(flag);
    Decision two = is.decision(flag);
    if (one.on() != two.on()
        || one.source() == Source.NONE != (two.source() == Source.NONE)
        || !Objects.equals(one.variant(), two.variant())
        || !Objects.equals(one.value(), two.value())) {
      String change = text(one) + " → " + text(two);
      changes.merge(change, 1, Integer::sum);
      examples.putIfAbsent(change, is.user());
    }
  }

  private static String text(Decision decision) {
    String variant = decision.variant();
    return decision.source() == Source.NONE ? "not defined" : variant == null ? "off" : variant;
  }
}
