package dev.jackstaff.experiment;

import dev.jackstaff.TrackedEvent;
import java.util.UUID;

/**
 * A conversion before its subject is hashed.
 *
 * @param number tells it from all others
 * @param event what was done
 * @param attribute by what flags draw
 * @param id who did it
 */
record Did(UUID number, TrackedEvent event, String attribute, String id) {
  Conversion named(Subjects subjects) throws Exception {
    String subject = subjects.name(attribute, id);
    return new Conversion(number, event.name(), subject, event.at(), event.value());
  }
}
