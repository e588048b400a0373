/**
 * Experiments: who saw which variant, what they did then, and what that says. Exposures and
 * conversions arrive on the evidence thread, go to sinks on threads of their own, and are counted
 * in the database.
 *
 * <p>It may use the root, the model, the stores' notion of a change, and the writer of JSON. The
 * filter attaches it, and the console shows it.
 */
@NullMarked
package dev.jackstaff.experiment;

import org.jspecify.annotations.NullMarked;
