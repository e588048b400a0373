package dev.jackstaff.tools.original;

import dev.jackstaff.Evaluation;
import dev.jackstaff.FeatureFlags;
import dev.jackstaff.model.Decision;
import dev.jackstaff.model.Flag;
import dev.jackstaff.model.FlagSet;
import dev.jackstaff.model.User;
import dev.jackstaff.tools.check.SampleUsers;
import dev.jackstaff.tools.convert.ConvertedFlags;
import dev.jackstaff.tools.convert.SourceSystem;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The number of users who get another answer from the converted flags than from the other system's
 * own library.
 */
public final class AnswerChanges {
  private AnswerChanges() {}

  /**
   * {@return the number of users by flag, without the flags for which the library fails; null if it
   * is not on the class path}
   *
   * @param system the system
   * @param input its definitions
   * @param converted the converted flags
   * @param count how many users to compare; all listed users are among them
   */
  public static @Nullable Map<String, Integer> count(
      SourceSystem system, OriginalInput input, ConvertedFlags converted, int count) {
    OriginalSystem original;
    try {
      original = Originals.open(system, input);
    } catch (RuntimeException e) {
      // It refuses a file that could be converted, so it decides none of the flags.
      return Map.of();
    }
    if (original == null) {
      return null;
    }
    FlagSet set = converted.read();
    Map<String, Integer> changes = new LinkedHashMap<>();
    set.flags().forEach(flag -> changes.put(flag.name(), 0));
    try (original;
        FeatureFlags features = FeatureFlags.of(set)) {
      for (User user : users(set, count)) {
        Evaluation evaluation = features.evaluate(user);
        for (String flag : List.copyOf(changes.keySet())) {
          String old = converted.oldNames().getOrDefault(flag, flag);
          try {
            if (!isSame(original.value(old, user), evaluation.decision(flag))) {
              changes.merge(flag, 1, Integer::sum);
            }
          } catch (RuntimeException e) {
            changes.remove(flag);
          }
        }
      }
    }
    return changes;
  }

  /** Returns made-up users, the first of them with the ids that the flags list. */
  private static List<User> users(FlagSet set, int count) {
    Set<String> listed = new LinkedHashSet<>();
    for (Flag flag : set.flags()) {
      listed.addAll(flag.users());
    }
    List<User> users = new ArrayList<>(new SampleUsers(set).take(count));
    int i = 0;
    for (String id : listed) {
      if (i < count) {
        User user = User.of(id);
        for (Map.Entry<String, Object> attribute : users.get(i).attributes().entrySet()) {
          user = user.with(attribute.getKey(), attribute.getValue());
        }
        users.set(i++, user);
      }
    }
    return users;
  }

  private static boolean isSame(@Nullable Object was, Decision is) {
    if (was instanceof Boolean) {
      return was.equals(is.on());
    }
    return is.on() ? Objects.equals(plain(was), plain(is.value())) : was == null;
  }

  /** Numbers compare as numbers, whatever their class. */
  private static @Nullable Object plain(@Nullable Object value) {
    if (value instanceof Number) {
      return new BigDecimal(value.toString()).stripTrailingZeros();
    }
    if (value instanceof List<?> list) {
      return list.stream().map(AnswerChanges::plain).map(String::valueOf).toList();
    }
    if (value instanceof Map<?, ?> map) {
      Map<Object, String> all = new LinkedHashMap<>();
      map.forEach((name, item) -> all.put(name, String.valueOf(plain(item))));
      return all;
    }
    return value;
  }
}
