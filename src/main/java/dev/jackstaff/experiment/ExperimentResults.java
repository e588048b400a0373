package dev.jackstaff.experiment;

import java.time.Instant;
import java.util.List;

/**
 * The results of an experiment up to now. Immutable.
 *
 * @param flag the flag's name
 * @param at the time of the count
 * @param metrics one metric for each event, the most frequent event first; at most ten
 * @param ratio the test of whether the sizes of the groups fit the weights
 * @param crossed the number of subjects that saw more than one variant; they count for the first
 */
public record ExperimentResults(
    String flag, Instant at, List<Metric> metrics, SampleRatio ratio, long crossed) {}
