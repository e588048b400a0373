package dev.jackstaff.experiment;

import java.util.List;

/**
 * One event in all variants. Immutable.
 *
 * @param event what users did; empty where nothing was tracked yet
 * @param amounts whether amounts are compared, the mean of all subjects; else the share that did it
 * @param variants in the order of the definition
 * @param comparisons each variant but the first beside the first
 * @param sql the query that counts the same, in the database where the tables are
 */
public record Metric(
    String event,
    boolean amounts,
    List<VariantCount> variants,
    List<Comparison> comparisons,
    String sql) {}
