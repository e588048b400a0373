/**
 * Reads and writes definitions as JSON, and converts a variant's JSON value to a user's type. The
 * only room that knows Jackson, and no type of Jackson leaves it.
 *
 * <p>What a definition may say is checked in the model; this room adds what only a document can get
 * wrong, a misspelt property, a wrong type, a key that stands there twice, and finds the place.
 *
 * <p>Used by the stores, the console and the command line.
 */
@NullMarked
package dev.jackstaff.internal.json;

import org.jspecify.annotations.NullMarked;
