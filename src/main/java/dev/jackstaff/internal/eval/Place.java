package dev.jackstaff.internal.eval;

import dev.jackstaff.model.Decision;
import org.jspecify.annotations.Nullable;

/**
 * Where one flag's decision stands in an answer.
 *
 * @param name the flag's name
 * @param index its number in the set, from 0
 * @param constant the decision that is the same for everybody, or null
 * @param slot where an answer holds the decision if it is not constant
 */
public record Place(String name, int index, @Nullable Decision constant, int slot) {}
