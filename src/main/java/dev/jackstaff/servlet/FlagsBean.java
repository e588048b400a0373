package dev.jackstaff.servlet;

import dev.jackstaff.Evaluation;
import org.jspecify.annotations.Nullable;

/**
 * The flags of a request for expressions in pages: {@code ${flags.on('new_checkout')}}. A filter
 * stores it in a request attribute if configured to. Immutable and thread-safe; it returns the same
 * values as {@link Evaluation} and never throws.
 */
public final class FlagsBean {
  private static final Object NONE = new Object();

  private final Evaluation evaluation;

  FlagsBean(Evaluation evaluation) {
    this.evaluation = evaluation;
  }

  boolean isOf(Evaluation other) {
    return evaluation.equals(other);
  }

  /**
   * {@return whether a flag is on; see {@link Evaluation#isOn}}
   *
   * @param flag its name
   */
  public boolean on(String flag) {
    return evaluation.isOn(flag);
  }

  /**
   * {@return the variant that a flag serves; see {@link Evaluation#variant}}
   *
   * @param flag its name
   * @param defaultVariant the result if there is none
   */
  public String variant(String flag, String defaultVariant) {
    return evaluation.variant(flag, defaultVariant);
  }

  /**
   * {@return the JSON value that a flag serves: a string, number, boolean, list or map}
   *
   * @param flag its name
   * @param defaultValue the result if there is none, or null
   */
  public @Nullable Object value(String flag, @Nullable Object defaultValue) {
    Object value = evaluation.value(flag, Object.class, NONE);
    return value.equals(NONE) ? defaultValue : value;
  }
}
