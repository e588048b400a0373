/**
 * Deciding: definitions are compiled once into the cheapest thing that decides them, and a request
 * only walks what was compiled. Nothing in here throws while it decides, waits, or touches a disk.
 *
 * <p>It knows the model and RE2/J, nothing of stores, JSON or requests.
 */
@NullMarked
package dev.jackstaff.internal.eval;

import org.jspecify.annotations.NullMarked;
