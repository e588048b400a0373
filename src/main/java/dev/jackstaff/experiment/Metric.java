package dev.jackstaff.experiment;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The results for one event in all variants. Immutable.
 *
 * @param event the event's name; empty if nothing was tracked yet
 * @param amounts whether mean amounts over all subjects are compared; otherwise the shares that
 *     converted are
 * @param cap the sum to which larger sums of a subject were reduced, so that a few of them do not
 *     decide; null if nothing is reduced
 * @param variants the counts of the variants, in the order of the definition
 * @param comparisons the comparison of each other variant to the first
 * @param sql the query that computes the same in the database with the tables; empty if there is
 *     none
 */
public record Metric(
    String event,
    boolean amounts,
    @Nullable Double cap,
    List<VariantCount> variants,
    List<Comparison> comparisons,
    String sql) {}
