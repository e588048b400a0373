/**
 * Takes a flag out of Java sources, on the path that has won. Built on OpenRewrite. {@code
 * RemoveCommand} runs {@link dev.jackstaff.tools.remove.FlagRemoval}, which repeats until nothing
 * changes: {@code ConstantFolding} replaces the calls by the answers of {@code Questions}, {@code
 * Gone} and {@code Unused} remove what is left over. {@code Compilation} checks the result before
 * it is written.
 */
@NullMarked
package dev.jackstaff.tools.remove;

import org.jspecify.annotations.NullMarked;
