package dev.jackstaff.store;

/**
 * A definition and the revision that a writer has to name to replace it.
 *
 * @param value the definition
 * @param revision its revision; opaque, compared as a whole
 * @param <T> the type of the definition
 */
public record Versioned<T>(T value, String revision) {}
