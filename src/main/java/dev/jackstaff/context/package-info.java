/**
 * Carries the request's flags through Micrometer's context propagation, where that is on the class
 * path. Nothing else links this room.
 */
@NullMarked
package dev.jackstaff.context;

import org.jspecify.annotations.NullMarked;
