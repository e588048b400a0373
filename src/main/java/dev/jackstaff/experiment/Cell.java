package dev.jackstaff.experiment;

/**
 * The subjects that saw a variant first, of those that were drawn with the same weights.
 *
 * @param split the weights
 * @param variant which
 * @param users how many
 * @param conversions how many of them did it
 * @param mean of the outcome
 * @param variance of the outcome, with {@code users - 1}
 */
record Cell(
    String split, String variant, double users, double conversions, double mean, double variance) {}
