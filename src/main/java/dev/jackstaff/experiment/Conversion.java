package dev.jackstaff.experiment;

import java.time.Instant;
import java.util.OptionalDouble;
import java.util.UUID;

/**
 * An event that a subject triggered. Immutable.
 *
 * @param id the unique id, by which a conversion that is sent twice is recognised
 * @param event the event's name, such as {@code purchase}
 * @param subject the subject, as named in exposures
 * @param at the time
 * @param amount the amount, or empty if only the occurrence counts
 */
public record Conversion(
    UUID id, String event, String subject, Instant at, OptionalDouble amount) {}
