package dev.jackstaff.hygiene;

import java.time.LocalDate;
import java.util.List;
import java.util.Map;

/**
 * What one node has counted since its last batch.
 *
 * @param number the batch's own, so that one that is written again counts once
 * @param today the day on which it was put together
 * @param lines by {@link Line#BY_KEY}
 * @param days how many requests there were on each day
 */
record Batch(long number, LocalDate today, List<Line> lines, Map<LocalDate, Long> days) {}
