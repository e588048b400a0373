/**
 * Support for flags in applications' tests. Requires JUnit Jupiter 5.12 or later on the test's
 * class path; of the library only {@code spring} refers to it.
 */
@NullMarked
package dev.jackstaff.testing;

import org.jspecify.annotations.NullMarked;
