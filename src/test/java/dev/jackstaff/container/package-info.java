/**
 * The tests that must pass on every container. The classes named {@code …IT} here run once for each
 * of them, in a JVM whose class path has that container and its Servlet API; the system property
 * {@code container} names it.
 */
package dev.jackstaff.container;
