package dev.jackstaff.model;

import org.jspecify.annotations.Nullable;

/**
 * What one flag says to one user, and why. Immutable and shared: the same outcome of the same flag
 * is the same object.
 *
 * @param flag the flag's name
 * @param on whether it is on
 * @param variant {@code on} or {@code off} for a flag without variants, else the variant's name, or
 *     null where a flag with variants is off
 * @param value the variant's JSON value, on/off for a flag without variants, or null where the
 *     caller's own default counts
 * @param reason OpenFeature's reason
 * @param source which part of the definition decided
 * @param rule the number of the rule that decided, from 1; 0 if none did
 * @param percentage the percentage that a bucket was compared with, or null if no bucket decided on
 *     or off
 * @param error why there is no answer, or null
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
   * Makes the decision on a flag that is defined here.
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
   * {@return the decision on a flag that is not defined: off, {@code FLAG_NOT_FOUND}}
   *
   * @param flag the name
   */
  public static Decision notFound(String flag) {
    return new Decision(
        flag, false, null, null, Reason.ERROR, Source.NONE, 0, null, ErrorCode.FLAG_NOT_FOUND);
  }

  /**
   * {@return what another flag system says: on unless the value is false or null}
   *
   * @param flag the flag's name
   * @param system the system's name
   * @param value a boolean, string, number, list or map, which is copied, or null
   * @param variant the variant's name, or null if the system names none: then a string is its own
   *     variant, and any other value has {@code on} or {@code off}
   * @param reason why
   * @throws IllegalArgumentException if the value is no JSON value
   */
  public static Decision foreign(
      String flag, String system, @Nullable Object value, @Nullable String variant, Reason reason) {
    return foreign(flag, system, value, variant, reason, null);
  }

  /**
   * {@return what holds for a flag that another system could not answer}
   *
   * @param flag the flag's name
   * @param system the system's name
   * @param fallback the value that holds instead, or null for off
   * @param error why there is no answer
   */
  public static Decision failed(
      String flag, String system, @Nullable Object fallback, ErrorCode error) {
    return foreign(flag, system, fallback, null, Reason.ERROR, error);
  }

  private static Decision foreign(
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
   * {@return this decision of another system as a tester wants it; a variant that the flag cannot
   * have, as it is no string, is ignored}
   *
   * @param override what the tester wants
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

  /**
   * {@return the source as it is shown to people: {@code kill}, {@code rule 2}, the name of another
   * system}
   */
  public String sourceText() {
    if (source == Source.PROVIDER && system != null) {
      return system;
    }
    return rule == 0 ? source.text() : source.text() + " " + rule;
  }
}
