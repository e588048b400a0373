/**
 * Metrics for Micrometer: decisions, the time they take, and the state of the store. Only {@code
 * spring} depends on this package; applications with Micrometer use it.
 */
@NullMarked
package dev.jackstaff.metrics;

import org.jspecify.annotations.NullMarked;
