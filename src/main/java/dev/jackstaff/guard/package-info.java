/**
 * Rollouts that stop themselves: a guard compares how requests end for users who have a flag with
 * how they end for those who do not, and kills the flag when it does harm. It hangs on the stream
 * of evidence of the engine, and on its store.
 */
@NullMarked
package dev.jackstaff.guard;

import org.jspecify.annotations.NullMarked;
