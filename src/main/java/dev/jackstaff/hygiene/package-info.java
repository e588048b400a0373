/**
 * Finds flags that should be removed. {@link dev.jackstaff.hygiene.UsageLog} counts the checks of
 * flags and their answers. {@link dev.jackstaff.hygiene.FlagReview} applies the table of {@link
 * dev.jackstaff.hygiene.Verdict} to what is known about each flag. {@link
 * dev.jackstaff.hygiene.References} are the places in the code, as the tools of {@code
 * dev.jackstaff:jackstaff-tools} find and write them.
 */
@NullMarked
package dev.jackstaff.hygiene;

import org.jspecify.annotations.NullMarked;
