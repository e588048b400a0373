package dev.jackstaff.experiment;

import dev.jackstaff.TrackedEvent;
import java.util.UUID;

/**
 * A conversion before its subject is hashed.
 *
 * @param number its unique id
 * @param event the event
 * @param attribute the attribute that flags bucket by
 * @param id the value of that attribute
 */
record PendingConversion(UUID number, TrackedEvent event, String attribute, String id) {
  Conversion named(SubjectIds subjects) throws Exception {
    String subject = subjects.name(attribute, id);
    return new Conversion(number, event.name(), subject, event.at(), event.value());
  }
}
