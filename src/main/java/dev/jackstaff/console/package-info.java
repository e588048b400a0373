/**
 * The console and its JSON API: pages for people and addresses for scripts, mounted beside the
 * application as one servlet. They share the {@link dev.jackstaff.FeatureFlags} instance of the
 * filter.
 *
 * <p>A request goes through {@code Call}, which checks the sender ({@code Authorization}) and finds
 * the route ({@code PageRoutes}, {@code ApiRoutes}); the pages and the API do all their work
 * through {@code ConsoleFlags}. No other package uses this one.
 */
@NullMarked
package dev.jackstaff.console;

import org.jspecify.annotations.NullMarked;
