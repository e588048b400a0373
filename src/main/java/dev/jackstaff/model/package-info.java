/**
 * What a flag is: immutable definitions, users and decisions, checked when they are made.
 *
 * <p>This room knows nothing of files, databases, servlets or JSON libraries; every other room may
 * use it. A JSON value in here is a {@code String}, {@code Boolean}, {@code Number}, {@code List},
 * {@code Map} with string keys, or null, and never changes after it was handed in.
 */
@NullMarked
package dev.jackstaff.model;

import org.jspecify.annotations.NullMarked;
