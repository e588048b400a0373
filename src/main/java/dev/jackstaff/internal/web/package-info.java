/**
 * Bodies, event streams and conditional requests, shared by the servlets. It knows the Servlet API
 * and nothing else.
 */
@NullMarked
package dev.jackstaff.internal.web;

import org.jspecify.annotations.NullMarked;
