/**
 * Reads and writes definitions as JSON, and converts a variant's JSON value to a type of the
 * application. This is the only package that depends on Jackson, and its API has no types of
 * Jackson.
 *
 * <p>The model validates the content of definitions. This package also detects the problems that
 * only a document can have, such as a misspelt property, a wrong type or a duplicate key, and finds
 * their places.
 *
 * <p>The stores, the console and the command line use it.
 */
@NullMarked
package dev.jackstaff.internal.json;

import org.jspecify.annotations.NullMarked;
