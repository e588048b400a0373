package dev.jackstaff.experiment;

import java.time.Instant;
import java.util.List;

/**
 * What an experiment says up to now. Immutable.
 *
 * @param flag the flag
 * @param at when it was counted
 * @param metrics one for each event, those that happened most often first; at most ten
 * @param ratio whether the groups are as large as the weights say
 * @param crossed how many subjects saw more than one variant; they count for the first
 */
public record ExperimentResults(
    String flag, Instant at, List<Metric> metrics, SampleRatio ratio, long crossed) {}
