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
  boolean matches(AttributeValue value) {
    if (value.value instanceof List<?> list) {
      return matchesAny(list);
    }
    return contains(value.value, value);
  }

  boolean matchesAny(List<?> list) {
    for (Object item : list) {
      if (contains(item)) {
        return true;
      }
    }
    return false;
  }

  boolean contains(@Nullable Object value) {
    return contains(value, null);
  }

  /** Returns whether a value is in this set; its number is taken from its parsed form, if any. */
  private boolean contains(@Nullable Object value, @Nullable AttributeValue parsed) {
    if (value instanceof String text) {
      return texts.contains(text)
          || (!numbers.isEmpty() && numbers.contains(number(value, parsed)))
          || (hasBooleans && hasOther(value));
    }
    if (value instanceof Boolean) {
      return texts.contains(value.toString()) || (hasBooleans && hasOther(value));
    }
    if (value instanceof Number) {
      Number number = number(value, parsed);
      return numbers.contains(number) || numericTexts.contains(number);
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

  private static @Nullable Number number(Object value, @Nullable AttributeValue parsed) {
    return parsed == null ? Comparisons.number(value) : parsed.number();
  }
}
