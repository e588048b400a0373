/**
 * Feature flags for Jakarta Servlet applications.
 *
 * <p>{@link dev.jackstaff.FeatureFlags} is the engine: it follows a store and decides flags. {@link
 * dev.jackstaff.Evaluation} holds the decisions for one user at one instant. {@link
 * dev.jackstaff.Flags} gives code access to the evaluation of the request that it serves.
 *
 * <p>{@code Engine} is behind {@code FeatureFlags}: it follows the store, compiles each set into a
 * {@code CompiledSource} and publishes it. {@link dev.jackstaff.Integration} is its side for
 * filters, guards and consoles. {@link dev.jackstaff.EvidenceStream} has the evidence thread, which
 * passes requests on to each {@link dev.jackstaff.EvidenceListener}: guard, experiments, usage.
 *
 * <p>This package joins definitions, decisions and evidence. It uses the Servlet API only to read
 * the evaluation that a request carries.
 */
@NullMarked
package dev.jackstaff;

import org.jspecify.annotations.NullMarked;
