package dev.jackstaff.experiment;

/**
 * The counts of one variant. Immutable.
 *
 * @param variant the variant's name
 * @param users the number of subjects that saw it first
 * @param conversions the number of them that have converted since
 * @param mean the share that converted, 0 to 1, or the mean amount over all of them; 0 if there are
 *     none
 */
public record VariantCount(String variant, long users, long conversions, double mean) {}
