/**
 * Experiments: the variants that subjects saw, their later conversions, and the analysis of both.
 * Exposures and conversions arrive on the evidence thread, are written to sinks on separate
 * threads, and are counted in the database.
 *
 * <p>This package may use the root package, the model, {@code internal.json} and {@code
 * internal.jdbc}. The filter attaches it, and the console shows it.
 */
@NullMarked
package dev.jackstaff.experiment;

import org.jspecify.annotations.NullMarked;
