package dev.jackstaff.model;

/**
 * The names of the flags that are on, joined by commas, as far as they fit.
 *
 * @param value the names, in document order; ASCII
 * @param omitted how many names did not fit
 * @param limit the most bytes that the value could have had
 */
public record ActiveFlags(String value, int omitted, int limit) {}
