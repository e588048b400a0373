package dev.jackstaff.experiment;

/**
 * One variant. Immutable.
 *
 * @param variant its name
 * @param users how many subjects saw it first
 * @param conversions how many of them did it since
 * @param mean the share that did, 0 to 1, or the mean amount of all of them; 0 where there are none
 */
public record VariantCount(String variant, long users, long conversions, double mean) {}
