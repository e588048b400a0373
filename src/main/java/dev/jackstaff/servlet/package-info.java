/**
 * The filter: it finds out who the user is, has the flags decided once per request, and tells the
 * response and the code what was decided.
 *
 * <p>It may use everything but the rooms that are mounted beside it (console, OFREP, bridges).
 */
@NullMarked
package dev.jackstaff.servlet;

import org.jspecify.annotations.NullMarked;
