/**
 * Where code asks for flags: compiled classes are read with ASM, other files as text. {@link
 * dev.jackstaff.hygiene.refs.ReferenceSearch} looks, and {@link
 * dev.jackstaff.hygiene.refs.References} is what it found, which needs nothing but the JDK to be
 * shown.
 *
 * <p>What is said of a place is known and not guessed. A key that only the running program knows is
 * listed without a name.
 */
@NullMarked
package dev.jackstaff.hygiene.refs;

import org.jspecify.annotations.NullMarked;
