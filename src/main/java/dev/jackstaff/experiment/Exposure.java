package dev.jackstaff.experiment;

import java.time.Instant;

/**
 * That a subject was shown a variant that was drawn for it. Immutable.
 *
 * @param flag the flag
 * @param salt what it was drawn with; another salt is another experiment
 * @param subject who, hashed unless plain ids are wanted
 * @param variant which; {@code on} or {@code off} for a flag without variants
 * @param split the weights of the draw, as {@code {"control":50,"green":50}}
 * @param at when
 */
public record Exposure(
    String flag, String salt, String subject, String variant, String split, Instant at) {}
