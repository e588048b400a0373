package dev.jackstaff.experiment;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The statistics of one event.
 *
 * @param event the event's name; empty if nothing was tracked yet
 * @param amounts whether it has amounts
 * @param cap the sum to which larger ones were reduced, or null
 * @param cells the statistics of each variant and period
 * @param sql the query that computes the results, or an empty text
 */
record EventCount(
    String event, boolean amounts, @Nullable Double cap, List<VariantStats> cells, String sql) {}
