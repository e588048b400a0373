/** Feature flags for Jakarta Servlet applications: the engine and its static accessor. */
@NullMarked
package dev.jackstaff;

import org.jspecify.annotations.NullMarked;
