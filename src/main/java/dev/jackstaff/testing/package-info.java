/**
 * Support for flags in applications' tests. Requires JUnit Jupiter 5.12 or later on the test's
 * class path; no other part of the library refers to this package.
 */
@NullMarked
package dev.jackstaff.testing;

import org.jspecify.annotations.NullMarked;
