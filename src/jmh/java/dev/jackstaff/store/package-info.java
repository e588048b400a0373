/** The benchmarks of stores that need access to their package. */
package dev.jackstaff.store;
