/**
 * The OpenFeature Remote Evaluation Protocol, for browsers and other languages: a servlet that
 * evaluates flags for the context that a client sends. It shares the {@link
 * dev.jackstaff.FeatureFlags} instance of the filter.
 *
 * <p>{@code OfrepServlet} handles a request, {@code OfrepAccess} and {@code OfrepRateLimit} admit
 * it, {@code OfrepContext} reads its context, and {@code OfrepStreams} notifies clients of changes.
 * No other package uses this one.
 */
@NullMarked
package dev.jackstaff.ofrep;

import org.jspecify.annotations.NullMarked;
