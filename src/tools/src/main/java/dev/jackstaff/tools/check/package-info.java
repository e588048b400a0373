/**
 * The checks of flag files without an application: their problems and doubtful definitions ({@link
 * dev.jackstaff.tools.check.FlagFileCheck}), and the users whose decisions differ between two files
 * ({@link dev.jackstaff.tools.check.FlagDifference}).
 */
@NullMarked
package dev.jackstaff.tools.check;

import org.jspecify.annotations.NullMarked;
