/**
 * What Micrometer counts: decisions, the time they take, the state of the store. Nothing else links
 * this room; an application with Micrometer does.
 */
@NullMarked
package dev.jackstaff.metrics;

import org.jspecify.annotations.NullMarked;
