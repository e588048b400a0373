/**
 * The one place where a setting's location, such as {@code file:/etc/flags.json} or {@code
 * jndi:java:comp/env/jdbc/app}, is parsed and opened. {@code LocationForm} lists the forms, {@code
 * LocationUse} the settings with the forms that make sense for each; together they are the table of
 * the manual. A {@code LocationContext} has the openers of one program: a web application adds its
 * paths and attributes, Spring its beans and resources. {@code FlagsOpener} opens the stores.
 *
 * <p>A new form is a constant of {@code LocationForm}, its place in {@code LocationUse}, and an
 * opener in the contexts that know it; a new store is one more case in {@code FlagsOpener}.
 */
@NullMarked
package dev.jackstaff.internal.location;

import org.jspecify.annotations.NullMarked;
