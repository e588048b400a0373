/**
 * The command line: {@code java -jar jackstaff-tools.jar}. Commands live here and the work in the
 * packages below. {@link dev.jackstaff.tools.FlagHygiene} does it in the tests of an application.
 */
@NullMarked
package dev.jackstaff.tools;

import org.jspecify.annotations.NullMarked;
