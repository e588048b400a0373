/**
 * Feature flags for Jakarta Servlet applications.
 *
 * <p>{@link dev.jackstaff.FeatureFlags} is the engine: it follows a store and decides. {@link
 * dev.jackstaff.Evaluation} is what it decided for one user at one instant. {@link
 * dev.jackstaff.Flags} is how code asks the evaluation of the request that it serves.
 *
 * <p>This room joins definitions, decisions and evidence, and knows of the Servlet API only that a
 * request can carry an evaluation.
 */
@NullMarked
package dev.jackstaff;

import org.jspecify.annotations.NullMarked;
