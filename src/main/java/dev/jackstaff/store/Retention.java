package dev.jackstaff.store;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How much history is kept; the newest entry of each definition always is.
 *
 * @param age how old an entry may get, or null for any age
 * @param entries how many there may be of each definition, or 0 for any number
 * @param oldest the time before which entries may go by their age, as the database's clock has it;
 *     null while nobody has asked it, and then none goes
 */
record Retention(@Nullable Duration age, int entries, @Nullable Instant oldest) {
  static final Retention EVERYTHING = new Retention(null, 0, null);

  boolean trims() {
    return entries > 0 || oldest != null;
  }

  Retention since(@Nullable Instant time) {
    return new Retention(age, entries, time);
  }
}
