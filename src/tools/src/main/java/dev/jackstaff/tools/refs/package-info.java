/**
 * Search for the code that asks for flags: compiled classes are read with ASM, other files as text.
 * {@link dev.jackstaff.tools.refs.ReferenceSearch} looks, and {@link
 * dev.jackstaff.hygiene.References} is what it found, which is part of the library.
 *
 * <p>{@code CodeSearch} follows methods to the calls in the table {@code AskingMethod}; {@code
 * NamedStrings} and {@code TextSearch} find names.
 *
 * <p>What is said of a place is known and not guessed. A key that only the running program knows is
 * listed without a name.
 */
@NullMarked
package dev.jackstaff.tools.refs;

import org.jspecify.annotations.NullMarked;
