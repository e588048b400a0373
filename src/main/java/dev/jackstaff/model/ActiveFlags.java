package dev.jackstaff.model;

/**
 * The names of the flags that are on, joined by commas and truncated to a limit.
 *
 * @param value the names, in document order; ASCII
 * @param omitted how many names did not fit
 * @param limit the maximum length of the value in bytes
 */
public record ActiveFlags(String value, int omitted, int limit) {}
