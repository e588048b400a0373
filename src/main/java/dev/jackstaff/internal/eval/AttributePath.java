package dev.jackstaff.internal.eval;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A dotted path to an attribute, split once when it is compiled. */
final class AttributePath {
  private static final int MAX_DIGITS = 9;

  private final String[] steps;

  /** The steps that are integers, which index lists; -1 for other steps. */
  private final int[] indexes;

  /** The number of this path in the set. */
  private final int number;

  AttributePath(String path, int number) {
    this(path.isEmpty() ? new String[0] : path.split("\\.", -1), number);
  }

  private AttributePath(String[] steps, int number) {
    this.number = number;
    this.steps = steps;
    this.indexes = new int[steps.length];
    for (int i = 0; i < steps.length; i++) {
      indexes[i] = index(steps[i]);
    }
  }

  /** Returns the path of an attribute whose name is not a path. */
  static AttributePath named(String attribute) {
    return new AttributePath(new String[] {attribute}, -1);
  }

  /** Returns whether the path leads from a user's attributes to a value that is not the id. */
  boolean leadsToAttribute() {
    return steps.length > 0 && !(steps.length == 1 && steps[0].equals(BucketKey.USER_ID));
  }

  /** Returns the value at this path; a run keeps it with its forms for the next condition. */
  AttributeValue value(@Nullable Object subject) {
    return subject instanceof EvaluationRun run
        ? run.value(this, number)
        : new AttributeValue(find(subject));
  }

  /**
   * Returns the value at this path, or null: in the attributes of a run's user, in a map, or the
   * value itself.
   */
  @Nullable Object find(@Nullable Object subject) {
    Object value = subject;
    for (int i = 0; i < steps.length; i++) {
      if (value instanceof EvaluationRun run) {
        value = run.user().attribute(steps[i]);
      } else if (value instanceof Map<?, ?> map) {
        value = map.get(steps[i]);
      } else if (value instanceof List<?> list && indexes[i] >= 0 && indexes[i] < list.size()) {
        value = list.get(indexes[i]);
      } else {
        return null;
      }
    }
    return value;
  }

  private static int index(String step) {
    if (step.isEmpty() || step.length() > MAX_DIGITS) {
      return -1;
    }
    int index = 0;
    for (int i = 0; i < step.length(); i++) {
      int digit = step.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        return -1;
      }
      index = index * 10 + digit;
    }
    return index;
  }
}
