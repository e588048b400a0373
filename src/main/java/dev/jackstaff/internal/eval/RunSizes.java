package dev.jackstaff.internal.eval;

/**
 * The sizes of what a run keeps; all that stays of the compiler.
 *
 * @param longestPrefix the length of the longest salt with its separator in bytes
 * @param digests the number of digests that are kept of a user
 * @param segments the number of segments that conditions refer to
 * @param attributes the number of attributes that conditions read
 */
record RunSizes(int longestPrefix, int digests, int segments, int attributes) {}
