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
    @Nullable ErrorCode error) {

  /**
   * {@return the decision on a flag that is not defined: off, {@code FLAG_NOT_FOUND}}
   *
   * @param flag the name
   */
  public static Decision notFound(String flag) {
    return new Decision(
        flag, false, null, null, Reason.ERROR, Source.NONE, 0, null, ErrorCode.FLAG_NOT_FOUND);
  }

  /** {@return the source as it is shown to people: {@code kill}, {@code rule 2}, …} */
  public String sourceText() {
    return rule == 0 ? source.text() : source.text() + " " + rule;
  }
}
