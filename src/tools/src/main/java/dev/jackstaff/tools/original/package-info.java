/**
 * The comparison of converted flags with the other system's own Java library, which has to be on
 * the class path. Each class here but {@link dev.jackstaff.tools.original.Originals} and {@link
 * dev.jackstaff.tools.original.AnswerChanges} names one library, and is loaded only if it is there.
 */
@NullMarked
package dev.jackstaff.tools.original;

import org.jspecify.annotations.NullMarked;
