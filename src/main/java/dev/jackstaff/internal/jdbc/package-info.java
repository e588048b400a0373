/**
 * Access to a database: connections with time limits, transactions, names of tables, and
 * statements. Every statement of the library goes through this package.
 *
 * <p>It depends on the JDK and, for notices, on one driver.
 */
@NullMarked
package dev.jackstaff.internal.jdbc;

import org.jspecify.annotations.NullMarked;
