/** Takes a flag out of Java sources, on the path that has won. Built on OpenRewrite. */
@NullMarked
package dev.jackstaff.tools.remove;

import org.jspecify.annotations.NullMarked;
