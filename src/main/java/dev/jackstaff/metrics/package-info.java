/**
 * Metrics for Micrometer: decisions, the time they take, and the state of the store. No other
 * package depends on this one; applications with Micrometer use it.
 */
@NullMarked
package dev.jackstaff.metrics;

import org.jspecify.annotations.NullMarked;
