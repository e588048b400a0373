/**
 * The servlet filter. It determines the user, has the flags evaluated once per request, and
 * provides the decisions to the response and to the application's code.
 *
 * <p>This package may use all others except those that are mounted beside it (console, OFREP,
 * bridges).
 */
@NullMarked
package dev.jackstaff.servlet;

import org.jspecify.annotations.NullMarked;
