package dev.jackstaff.store;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The limits of the history; the newest entry of each definition is always kept.
 *
 * @param age the maximum age of an entry, or null for any age
 * @param entries the maximum number of entries of each definition, or 0 for any number
 * @param oldest the time before which entries are removed for their age, by the database's clock;
 *     null until the database was asked, and then no entry is removed
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
