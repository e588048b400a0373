/**
 * The way to a database: connections with time limits, transactions, names of tables, and
 * statements. Every statement of the library goes through it.
 *
 * <p>It knows the JDK, and of one driver its notices.
 */
@NullMarked
package dev.jackstaff.internal.jdbc;

import org.jspecify.annotations.NullMarked;
