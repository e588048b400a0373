/**
 * Takes a flag out of Java sources, on the path that has won. Only the tools jar has OpenRewrite,
 * which this room is built on; nothing of it is linked at an application's run time.
 */
@NullMarked
package dev.jackstaff.hygiene.remove;

import org.jspecify.annotations.NullMarked;
