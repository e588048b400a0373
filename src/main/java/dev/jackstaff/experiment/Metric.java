package dev.jackstaff.experiment;

import java.util.List;

/**
 * The results for one event in all variants. Immutable.
 *
 * @param event the event's name; empty if nothing was tracked yet
 * @param amounts whether mean amounts over all subjects are compared; otherwise the shares that
 *     converted are
 * @param variants the counts of the variants, in the order of the definition
 * @param comparisons the comparison of each other variant to the first
 * @param sql the query that computes the same in the database with the tables
 */
public record Metric(
    String event,
    boolean amounts,
    List<VariantCount> variants,
    List<Comparison> comparisons,
    String sql) {}
