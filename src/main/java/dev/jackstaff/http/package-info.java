/**
 * Servlets that are mounted beside the application: the console with its JSON API, for people and
 * scripts, and OFREP, for other languages. They share the {@link dev.jackstaff.FeatureFlags}
 * instance of the filter.
 *
 * <p>This package may use all others; no other package uses it.
 */
@NullMarked
package dev.jackstaff.http;

import org.jspecify.annotations.NullMarked;
