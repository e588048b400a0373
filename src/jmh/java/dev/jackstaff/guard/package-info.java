/** Simulations of the guard, in its own package to be able to feed it directly. */
package dev.jackstaff.guard;
