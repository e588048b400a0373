package dev.jackstaff.experiment;

import java.time.Instant;
import java.util.OptionalDouble;
import java.util.UUID;

/**
 * Something that a subject did. Immutable.
 *
 * @param id tells a conversion that is sent twice
 * @param event what, {@code purchase}
 * @param subject who, as exposures name it
 * @param at when
 * @param amount how much, or empty if only that it happened counts
 */
public record Conversion(
    UUID id, String event, String subject, Instant at, OptionalDouble amount) {}
