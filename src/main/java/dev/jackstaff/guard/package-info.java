/**
 * Rollouts that stop themselves. A guard compares the outcomes of requests of users with a flag on
 * to those of users with it off, and kills the flag when it does harm. It depends on the engine's
 * stream of evidence and on its store.
 */
@NullMarked
package dev.jackstaff.guard;

import org.jspecify.annotations.NullMarked;
