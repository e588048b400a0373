package dev.jackstaff.store;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How much history is kept; the newest entry of each definition always is.
 *
 * @param age how old an entry may get, or null for any age
 * @param entries how many there may be of each definition, or 0 for any number
 */
record Retention(@Nullable Duration age, int entries) {
  static final Retention EVERYTHING = new Retention(null, 0);

  @Nullable Instant oldest(Instant now) {
    return age == null ? null : now.minus(age);
  }
}
