/**
 * What several rooms need and no user does: the spelling of names and suggestions, networks,
 * instants. JDK only.
 */
@NullMarked
package dev.jackstaff.internal;

import org.jspecify.annotations.NullMarked;
