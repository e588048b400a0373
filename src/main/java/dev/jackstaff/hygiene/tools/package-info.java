/**
 * The command line: {@code java -jar jackstaff-tools.jar}. Commands live here and the work
 * elsewhere; nothing of the library links this room, so its dependencies are only in the tools jar.
 */
@NullMarked
package dev.jackstaff.hygiene.tools;

import org.jspecify.annotations.NullMarked;
