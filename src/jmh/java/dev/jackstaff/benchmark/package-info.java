/**
 * The cost of flags: the library, its peers and hand-written floors, decided side by side in one
 * run.
 *
 * <p>{@link dev.jackstaff.benchmark.Report} prints the table, {@link
 * dev.jackstaff.benchmark.ServerBenchmark} the cost inside a whole server. Nothing here is used by
 * the library, and no peer is ever on its class path.
 */
package dev.jackstaff.benchmark;
