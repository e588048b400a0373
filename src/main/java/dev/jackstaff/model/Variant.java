package dev.jackstaff.model;

import dev.jackstaff.internal.Spelling;
import org.jspecify.annotations.Nullable;

/**
 * A variant that a flag can serve while it is on.
 *
 * @param name its name, 1 to 100 characters
 * @param weight its weight relative to those of the other variants, 0 or more
 * @param value its JSON value; immutable
 */
public record Variant(String name, double weight, @Nullable Object value) {
  /**
   * Validates the name and the weight, and copies the value.
   *
   * @param name as above
   * @param weight as above
   * @param value as above
   */
  public Variant {
    if (name.isBlank() || name.length() > 100) {
      throw new IllegalArgumentException("a variant's name has 1 to 100 characters");
    }
    if (!(weight >= 0) || Double.isInfinite(weight)) {
      throw new IllegalArgumentException(
          "the weight of variant '"
              + Spelling.shown(name)
              + "' must be 0 or more, was "
              + Percentages.text(weight));
    }
    value = JsonValues.copy(value);
  }

  /**
   * {@return a variant whose value is its name}
   *
   * @param name its name
   * @param weight its relative weight
   */
  public static Variant of(String name, double weight) {
    return new Variant(name, weight, name);
  }

  /**
   * {@return a variant with a value}
   *
   * @param name its name
   * @param weight its relative weight
   * @param value a string, boolean, number, list, map or null
   */
  public static Variant of(String name, double weight, @Nullable Object value) {
    return new Variant(name, weight, value);
  }
}
