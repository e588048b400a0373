/**
 * The model of flags: immutable definitions, users and decisions, validated on construction.
 *
 * <p>This package does not depend on files, databases, servlets or JSON libraries; every other
 * package may use it. A JSON value in this package is a {@code String}, {@code Boolean}, {@code
 * Number}, {@code List}, {@code Map} with string keys, or null, and never changes after it was
 * passed in.
 */
@NullMarked
package dev.jackstaff.model;

import org.jspecify.annotations.NullMarked;
