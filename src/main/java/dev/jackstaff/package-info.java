/**
 * Feature flags for Jakarta Servlet applications.
 *
 * <p>{@link dev.jackstaff.FeatureFlags} is the engine: it follows a store and decides flags. {@link
 * dev.jackstaff.Evaluation} holds the decisions for one user at one instant. {@link
 * dev.jackstaff.Flags} gives code access to the evaluation of the request that it serves.
 *
 * <p>This package joins definitions, decisions and evidence. It uses the Servlet API only to read
 * the evaluation that a request carries.
 */
@NullMarked
package dev.jackstaff;

import org.jspecify.annotations.NullMarked;
