package dev.jackstaff;

import dev.jackstaff.model.User;
import java.time.Instant;
import java.util.OptionalDouble;

/**
 * An action of a user that flags may have influenced, such as a purchase.
 *
 * @param user the user
 * @param at the time of the action
 * @param name the name of the action, such as {@code purchase}
 * @param value the value, or empty if only the occurrence counts
 */
public record TrackedEvent(User user, Instant at, String name, OptionalDouble value) {}
