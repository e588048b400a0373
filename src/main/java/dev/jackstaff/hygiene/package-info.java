/**
 * Finds flags that should be removed. The way from evidence to a verdict:
 *
 * <ol>
 *   <li>{@link dev.jackstaff.hygiene.UsageLog} receives the checks of each request from the
 *       evidence stream, and those outside requests as they happen. {@code UsageCounts} counts them
 *       by flag, definition and result, without a lock that a request could wait for.
 *   <li>Every 30 seconds the counts are taken as a {@code UsageBatch} of {@code UsageLine}s and
 *       added to the {@code UsageStore}: the store's database, or memory. A batch has a number, so
 *       one whose answer was lost is not added twice.
 *   <li>{@link dev.jackstaff.hygiene.Usage} reads what all nodes have added, as one {@link
 *       dev.jackstaff.hygiene.FlagUsage} per flag.
 *   <li>{@link dev.jackstaff.hygiene.References} are the places in the code, as the tools of {@code
 *       dev.jackstaff:jackstaff-tools} find and write them; they are optional.
 *   <li>{@link dev.jackstaff.hygiene.FlagReview} joins definitions, history, usage and references,
 *       and applies the table of {@link dev.jackstaff.hygiene.Verdict} to each flag. A {@link
 *       dev.jackstaff.hygiene.Finding} is the verdict with its reason.
 * </ol>
 */
@NullMarked
package dev.jackstaff.hygiene;

import org.jspecify.annotations.NullMarked;
