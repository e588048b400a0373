package dev.jackstaff;

import dev.jackstaff.model.User;
import java.time.Instant;
import java.util.OptionalDouble;

/**
 * Something that a user did and that flags may have moved, such as a purchase.
 *
 * @param user who
 * @param at when
 * @param name what, {@code purchase}
 * @param value how much, or empty if only that it happened counts
 */
public record TrackedEvent(User user, Instant at, String name, OptionalDouble value) {}
