package dev.jackstaff.tools.check;

import dev.jackstaff.model.Condition;
import dev.jackstaff.model.FlagSet;
import dev.jackstaff.model.Operator;
import dev.jackstaff.model.User;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Made-up users for comparisons of flag files. They have the ids {@code user-1}, {@code user-2} and
 * so on, and for each attribute that the files compare one of the values that they compare it with,
 * or none; for a pattern, texts that it finds or misses. The same files give the same users.
 */
public final class SampleUsers {
  private final SortedMap<String, List<Object>> values = new TreeMap<>();

  /**
   * Collects the attributes of files.
   *
   * @param sets the flags of the files
   */
  public SampleUsers(FlagSet... sets) {
    for (FlagSet set : sets) {
      Segments.forEach(set, this::collect);
    }
  }

  private void collect(Condition condition) {
    if (condition instanceof Condition.Compare compare && !compare.path().isEmpty()) {
      List<Object> known = values.computeIfAbsent(compare.path(), path -> new ArrayList<>());
      for (Object value : values(compare)) {
        if (value != null && !known.contains(value)) {
          known.add(value);
        }
      }
    }
  }

  private static List<?> values(Condition.Compare compare) {
    Object operand = compare.operand();
    boolean pattern = compare.operator() == Operator.REGEX || compare.operator() == Operator.REGEXI;
    if (pattern && operand instanceof String text) {
      return texts(text);
    }
    return operand instanceof List<?> list ? list : listOf(operand);
  }

  /** Returns texts that a simple pattern finds, or misses if it is anchored. */
  private static List<String> texts(String pattern) {
    String inner = pattern.replaceFirst("^\\^", "").replaceFirst("(?<!\\\\)\\$$", "");
    String group = inner.replaceFirst("^\\(\\?:(.*)\\)$", "$1");
    String first = group.replaceFirst("(?<!\\\\)\\|.*", "").replaceAll("\\\\(.)", "$1");
    return List.of(first, "x" + first, first + "x");
  }

  private static List<?> listOf(@Nullable Object value) {
    return value == null ? List.of() : List.of(value);
  }

  /**
   * {@return users}
   *
   * @param count their number
   */
  public List<User> take(int count) {
    Random random = new Random(count);
    List<User> users = new ArrayList<>(count);
    for (int i = 1; i <= count; i++) {
      User user = User.of("user-" + i);
      for (Map.Entry<String, Object> attribute : attributes(random).entrySet()) {
        user = user.with(attribute.getKey(), attribute.getValue());
      }
      users.add(user);
    }
    return users;
  }

  private Map<String, Object> attributes(Random random) {
    Map<String, Object> attributes = new LinkedHashMap<>();
    values.forEach(
        (path, known) -> {
          int index = random.nextInt(known.size() + 1);
          if (index < known.size() && !path.equals("id")) {
            put(attributes, path, known.get(index));
          }
        });
    return attributes;
  }

  /** Sets a value inside nested objects, as a dotted path names it. */
  private static void put(Map<String, Object> object, String path, Object value) {
    int dot = path.indexOf('.');
    if (dot < 0) {
      object.put(path, value);
      return;
    }
    Map<String, Object> inner = new LinkedHashMap<>();
    if (object.get(path.substring(0, dot)) instanceof Map<?, ?> present) {
      present.forEach((name, item) -> inner.put(String.valueOf(name), item));
    }
    put(inner, path.substring(dot + 1), value);
    object.put(path.substring(0, dot), inner);
  }
}
