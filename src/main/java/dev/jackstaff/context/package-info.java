/**
 * Propagates the flags of a request through Micrometer's context propagation, if that is on the
 * class path. No other package depends on this one.
 */
@NullMarked
package dev.jackstaff.context;

import org.jspecify.annotations.NullMarked;
