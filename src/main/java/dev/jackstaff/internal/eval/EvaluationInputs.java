package dev.jackstaff.internal.eval;

import dev.jackstaff.model.Flag;
import dev.jackstaff.model.FlagSet;
import dev.jackstaff.model.Schedule;
import dev.jackstaff.model.User;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Everything except the id that the decisions of a set depend on: some attributes of the user, and
 * the number of steps of schedules that have begun. If both are as before, so are all decisions.
 * Immutable, except for a hint.
 */
final class EvaluationInputs {
  /** The maximum number of characters of a user's attributes that are kept for comparison. */
  static final int MAX_LENGTH = 1024;

  private static final Object[] NOTHING = {};

  private final AttributePath[] attributes;
  private final Instant[] steps;

  /** The most recent period; races are harmless, since it is checked before it is used. */
  private int latest;

  /**
   * Creates the inputs.
   *
   * @param ids the names of the attributes that are bucketed
   * @param paths the paths of all conditions, including those inside an element of a list, which
   *     are compared needlessly
   * @param set the set, whose schedules matter
   */
  EvaluationInputs(Collection<String> ids, Collection<AttributePath> paths, FlagSet set) {
    this.attributes =
        Stream.concat(ids.stream().map(AttributePath::named), paths.stream())
            .filter(AttributePath::leadsToAttribute)
            .toArray(AttributePath[]::new);
    this.steps = steps(set);
  }

  private static Instant[] steps(FlagSet set) {
    TreeSet<Instant> steps = new TreeSet<>();
    for (Flag flag : set.flags()) {
      Schedule schedule = flag.schedule();
      for (int step = 0; schedule != null && step < schedule.steps().size(); step++) {
        steps.add(schedule.begins(step));
      }
    }
    return steps.toArray(Instant[]::new);
  }

  int attributes() {
    return attributes.length;
  }

  /** Returns the number of the period between two steps in which an instant lies. */
  int period(Instant now) {
    int hint = latest;
    if (isIn(hint, now)) {
      return hint;
    }
    int reached = 0;
    while (reached < steps.length && !steps[reached].isAfter(now)) {
      reached++;
    }
    latest = reached;
    return reached;
  }

  private boolean isIn(int period, Instant now) {
    return (period == 0 || !steps[period - 1].isAfter(now))
        && (period == steps.length || steps[period].isAfter(now));
  }

  /** Returns the attributes that matter, or null if they are too long to be kept. */
  @Nullable Object @Nullable [] of(User user) {
    if (attributes.length == 0) {
      return NOTHING;
    }
    @Nullable Object[] values = new @Nullable Object[attributes.length];
    int length = 0;
    for (int i = 0; i < values.length; i++) {
      values[i] = attributes[i].find(user.attributes());
      length += length(values[i]);
      if (length > MAX_LENGTH) {
        return null;
      }
    }
    return values;
  }

  /** Returns the size of kept attributes in bytes. */
  static long bytes(@Nullable Object @Nullable [] attributes) {
    long bytes = 56;
    if (attributes != null) {
      for (Object value : attributes) {
        bytes += 4 + (value instanceof Boolean || value == null ? 0 : 56 + 2L * length(value));
      }
    }
    return bytes;
  }

  /** Returns the approximate length of a value, or more than the maximum if it is not kept. */
  private static int length(@Nullable Object value) {
    if (value instanceof String text) {
      return text.length();
    }
    if (value instanceof List<?> list) {
      return sum(list);
    }
    if (value instanceof Map<?, ?> map) {
      return sum(map.keySet()) + sum(map.values());
    }
    return value instanceof BigDecimal || value instanceof BigInteger ? MAX_LENGTH + 1 : 8;
  }

  private static int sum(Collection<?> list) {
    int length = 8;
    for (Object item : list) {
      length += 8 + length(item);
      if (length > MAX_LENGTH) {
        return length;
      }
    }
    return length;
  }

  /** Returns whether a user has the same attributes as before. */
  boolean isSame(User user, @Nullable Object[] values) {
    for (int i = 0; i < values.length; i++) {
      if (!Objects.equals(values[i], attributes[i].find(user.attributes()))) {
        return false;
      }
    }
    return true;
  }
}
