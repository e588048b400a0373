package dev.jackstaff.model;

import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/**
 * The single definition of a valid id. Buckets, exposures, guards and the console all use it, so a
 * user who is bucketed is also counted. Stateless and thread-safe; no method throws.
 */
public final class BucketingId {
  /** The maximum length of an id that is taken from a request, in UTF-16 units. */
  public static final int MAX_LENGTH = 256;

  private BucketingId() {}

  /**
   * {@return an attribute's value as an id: a string unchanged, of any length, and an integer in
   * decimal; null for anything else}
   *
   * @param value a value of {@link User#attribute}, or null. An integer is a {@code Byte}, {@code
   *     Short}, {@code Integer}, {@code Long} or {@code BigInteger}.
   */
  public static @Nullable String of(@Nullable Object value) {
    if (value instanceof String text) {
      return text;
    }
    return value != null && isInteger(value) ? value.toString() : null;
  }

  private static boolean isInteger(Object value) {
    return value instanceof Integer
        || value instanceof Long
        || value instanceof Short
        || value instanceof Byte
        || value instanceof BigInteger;
  }

  /**
   * {@return the id of a request, or null if it is blank or longer than {@link #MAX_LENGTH}}
   *
   * @param id the id as the request has it, or null
   */
  public static @Nullable String fromRequest(@Nullable String id) {
    return id == null || id.isBlank() || id.length() > MAX_LENGTH ? null : id;
  }
}
