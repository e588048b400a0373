/**
 * Flags that should leave. {@link dev.jackstaff.hygiene.UsageLog} counts what flags are asked for
 * and say, {@link dev.jackstaff.hygiene.FlagReview} holds what is known of each against the table
 * of {@link dev.jackstaff.hygiene.Verdict}. {@link dev.jackstaff.hygiene.References} are the places
 * in the code, as the tools of {@code dev.jackstaff:jackstaff-tools} find and write them.
 */
@NullMarked
package dev.jackstaff.hygiene;

import org.jspecify.annotations.NullMarked;
