/**
 * Flags in users' own tests. Needs JUnit Jupiter 5.12 or later on the test's class path; the
 * library itself never links this room.
 */
@NullMarked
package dev.jackstaff.testing;

import org.jspecify.annotations.NullMarked;
