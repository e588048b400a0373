/**
 * Bodies, event streams, conditional requests, cookies and the headers of proxies, shared by the
 * filter and the servlets. Besides {@code dev.jackstaff.internal}, this package depends only on the
 * Servlet API.
 */
@NullMarked
package dev.jackstaff.internal.web;

import org.jspecify.annotations.NullMarked;
