package dev.jackstaff.guard;

/**
 * Hashes bucketing ids, the same on all nodes: to 63 bits, positive, and never 0. Nothing of the
 * hash that makes buckets is in it, so it says nothing about the group.
 */
final class Units {
  private static final long BASIS = 0xcbf29ce484222325L;
  private static final long PRIME = 0x100000001b3L;

  private Units() {}

  /** FNV-1a over the characters, and a finish that spreads it over all bits. */
  static long hash(String id) {
    long hash = BASIS;
    for (int i = 0; i < id.length(); i++) {
      hash = (hash ^ id.charAt(i)) * PRIME;
    }
    return spread(hash);
  }

  /** The finish of SplitMix64; a bijection, but for the sign. */
  static long spread(long bits) {
    long hash = bits;
    hash = (hash ^ hash >>> 30) * 0xbf58476d1ce4e5b9L;
    hash = (hash ^ hash >>> 27) * 0x94d049bb133111ebL;
    hash = (hash ^ hash >>> 31) & Long.MAX_VALUE;
    return hash == 0 ? 1 : hash;
  }
}
