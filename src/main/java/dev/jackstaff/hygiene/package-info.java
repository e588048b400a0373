/**
 * Flags that should leave. {@link dev.jackstaff.hygiene.UsageLog} counts what flags are asked for
 * and say, {@link dev.jackstaff.hygiene.FlagReview} holds what is known of each against the table
 * of {@link dev.jackstaff.hygiene.Verdict}, and {@link dev.jackstaff.hygiene.FlagHygiene} checks it
 * in the build of an application.
 */
@NullMarked
package dev.jackstaff.hygiene;

import org.jspecify.annotations.NullMarked;
