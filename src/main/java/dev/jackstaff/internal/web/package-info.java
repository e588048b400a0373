/**
 * The parts that the filter and the servlets share: bodies ({@code RequestBody}), event streams
 * ({@code EventStreams}), conditional requests ({@code Preconditions}), cookies, the headers of
 * proxies, and the markup of pages ({@code Fragment}, {@code Html}). Besides {@code
 * dev.jackstaff.internal}, this package depends only on the Servlet API.
 */
@NullMarked
package dev.jackstaff.internal.web;

import org.jspecify.annotations.NullMarked;
