/**
 * Flags that should leave: what is known of each, and what the code says. {@link
 * dev.jackstaff.hygiene.FlagHygiene} checks it in the build of an application.
 */
@NullMarked
package dev.jackstaff.hygiene;

import org.jspecify.annotations.NullMarked;
