/** The database plumbing that store, guard, experiments and hygiene share. */
@NullMarked
package dev.jackstaff.internal.jdbc;

import org.jspecify.annotations.NullMarked;
