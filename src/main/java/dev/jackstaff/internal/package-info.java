/**
 * Internal helpers that several packages share: the spelling of names and suggestions, networks,
 * instants. They depend on the JDK only.
 */
@NullMarked
package dev.jackstaff.internal;

import org.jspecify.annotations.NullMarked;
