package dev.jackstaff.model;

import org.jspecify.annotations.Nullable;

/**
 * The decision of one flag for one user, with its reason. Immutable and shared: the same outcome of
 * the same flag is the same object.
 *
 * @param flag the flag's name
 * @param on whether it is on
 * @param variant {@code on} or {@code off} for a flag without variants, else the variant's name, or
 *     null where a flag with variants is off
 * @param value the variant's JSON value, true or false for a flag without variants, or null if the
 *     caller's own default applies
 * @param reason OpenFeature's reason
 * @param source which part of the definition decided
 * @param rule the number of the rule that decided, from 1; 0 if none did
 * @param percentage the percentage that a bucket was compared with, or null if no bucket decided on
 *     or off
 * @param error why no value could be determined, or null
 * @param system the name of the other flag system that decides this flag, or null if it is defined
 *     here
 */
public record Decision(
    String flag,
    boolean on,
    @Nullable String variant,
    @Nullable Object value,
    Reason reason,
    Source source,
    int rule,
    @Nullable Double percentage,
    @Nullable ErrorCode error,
    @Nullable String system) {

  /**
   * Creates the decision of a flag that is defined here.
   *
   * @param flag as above
   * @param on as above
   * @param variant as above
   * @param value as above
   * @param reason as above
   * @param source as above
   * @param rule as above
   * @param percentage as above
   * @param error as above
   */
  public Decision(
      String flag,
      boolean on,
      @Nullable String variant,
      @Nullable Object value,
      Reason reason,
      Source source,
      int rule,
      @Nullable Double percentage,
      @Nullable ErrorCode error) {
    this(flag, on, variant, value, reason, source, rule, percentage, error, null);
  }

  /**
   * {@return the decision for a flag that is not defined: off, {@code FLAG_NOT_FOUND}}
   *
   * @param flag the name
   */
  public static Decision notFound(String flag) {
    return new Decision(
        flag, false, null, null, Reason.ERROR, Source.NONE, 0, null, ErrorCode.FLAG_NOT_FOUND);
  }

  /**
   * {@return the decision of another flag system: on unless the value is false or null}
   *
   * @param flag the flag's name
   * @param system the system's name
   * @param value a boolean, string, number, list or map, which is copied, or null
   * @param variant the variant's name, or null if the system names none; then a string is its own
   *     variant, and for any other value the variant is {@code on} or {@code off}
   * @param reason OpenFeature's reason
   * @throws IllegalArgumentException if the value is no JSON value
   */
  public static Decision external(
      String flag, String system, @Nullable Object value, @Nullable String variant, Reason reason) {
    return external(flag, system, value, variant, reason, null);
  }

  /**
   * {@return the decision for a flag that another system could not evaluate}
   *
   * @param flag the flag's name
   * @param system the system's name
   * @param fallback the value that is used instead, or null for off
   * @param error why the system returned no value
   */
  public static Decision failed(
      String flag, String system, @Nullable Object fallback, ErrorCode error) {
    return external(flag, system, fallback, null, Reason.ERROR, error);
  }

  private static Decision external(
      String flag,
      String system,
      @Nullable Object value,
      @Nullable String variant,
      Reason reason,
      @Nullable ErrorCode error) {
    boolean on = value != null && !value.equals(false);
    String name = value == null ? null : variant == null ? named(value) : variant;
    Object copy = JsonValues.copy(value);
    return new Decision(flag, on, name, copy, reason, Source.PROVIDER, 0, null, error, system);
  }

  private static String named(Object value) {
    return value instanceof String text ? text : value.equals(false) ? "off" : "on";
  }

  /**
   * {@return this decision of another system with a tester's override applied; a variant is ignored
   * if the flag's value is not a string}
   *
   * @param override the tester's override
   */
  public Decision overridden(FlagOverride override) {
    boolean bool = value instanceof Boolean;
    String wanted = override.variant();
    if (!override.on()) {
      return bool ? forced(false, "off", false) : forced(false, null, null);
    }
    if (wanted == null) {
      return bool ? forced(true, "on", true) : forced(true, on ? variant : "on", value);
    }
    if (wanted.equals(variant) && on) {
      return forced(true, variant, value);
    }
    return value == null || value instanceof String ? forced(true, wanted, wanted) : this;
  }

  private Decision forced(boolean forcedOn, @Nullable String name, @Nullable Object said) {
    return new Decision(
        flag, forcedOn, name, said, Reason.TARGETING_MATCH, Source.OVERRIDE, 0, null, null, system);
  }

  /** {@return the source as displayed: {@code kill}, {@code rule 2}, the name of another system} */
  public String sourceText() {
    if (source == Source.PROVIDER && system != null) {
      return system;
    }
    return rule == 0 ? source.text() : source.text() + " " + rule;
  }
}
