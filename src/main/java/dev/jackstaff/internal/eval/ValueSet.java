package dev.jackstaff.internal.eval;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The operand of {@code $in}. Texts and numbers are found by hash. Texts that are numbers or
 * booleans equal numbers and booleans, and vice versa, as in {@link Comparisons}.
 */
final class ValueSet {
  private final Set<String> texts = new HashSet<>();
  private final Set<Number> numbers = new HashSet<>();
  private final Set<Number> numericTexts = new HashSet<>();
  private final List<@Nullable Object> others = new ArrayList<>(0);
  private boolean hasBooleans;

  ValueSet(List<?> operand) {
    operand.forEach(this::add);
  }

  private void add(@Nullable Object item) {
    Number number = Comparisons.number(item);
    if (item instanceof String text) {
      texts.add(text);
      if (number != null) {
        numericTexts.add(number);
      }
    } else if (number != null) {
      numbers.add(number);
    } else {
      others.add(item);
      hasBooleans |= item instanceof Boolean;
    }
  }

  /** Returns whether a value is in this set, or for a list, whether at least one element is. */
  boolean matches(@Nullable Object value) {
    if (value instanceof List<?> list) {
      for (Object item : list) {
        if (contains(item)) {
          return true;
        }
      }
      return false;
    }
    return contains(value);
  }

  private boolean contains(@Nullable Object value) {
    if (value instanceof String text) {
      return texts.contains(text)
          || (!numbers.isEmpty() && has(numbers, value))
          || (hasBooleans && hasOther(value));
    }
    if (value instanceof Boolean) {
      return texts.contains(value.toString()) || (hasBooleans && hasOther(value));
    }
    if (value instanceof Number) {
      return has(numbers, value) || has(numericTexts, value);
    }
    return hasOther(value);
  }

  private boolean hasOther(@Nullable Object value) {
    for (Object other : others) {
      if (Comparisons.same(value, other)) {
        return true;
      }
    }
    return false;
  }

  private static boolean has(Set<Number> set, @Nullable Object value) {
    Number number = Comparisons.number(value);
    return number != null && set.contains(number);
  }
}
