/**
 * Bodies, event streams, conditional requests, cookies and the headers of proxies, shared by the
 * filter and the servlets. It knows the Servlet API and nothing else.
 */
@NullMarked
package dev.jackstaff.internal.web;

import org.jspecify.annotations.NullMarked;
