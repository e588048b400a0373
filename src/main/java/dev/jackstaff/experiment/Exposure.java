package dev.jackstaff.experiment;

import java.time.Instant;

/**
 * The fact that a subject was shown a variant that was drawn for it. Immutable.
 *
 * @param flag the flag's name
 * @param salt the salt of the draw; another salt is another experiment
 * @param subject the subject, hashed unless plain ids are configured
 * @param variant the variant's name; {@code on} or {@code off} for a flag without variants
 * @param split the weights of the draw, such as {@code {"control":50,"green":50}}
 * @param at the time
 */
public record Exposure(
    String flag, String salt, String subject, String variant, String split, Instant at) {}
