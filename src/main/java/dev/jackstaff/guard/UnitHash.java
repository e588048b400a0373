package dev.jackstaff.guard;

/**
 * Hashes bucketing ids to 63 bits, positive and never 0, the same on all nodes. The hash is
 * independent of the hash that assigns buckets, so it reveals nothing about the group.
 */
final class UnitHash {
  private static final long BASIS = 0xcbf29ce484222325L;
  private static final long PRIME = 0x100000001b3L;

  private UnitHash() {}

  /** Returns the FNV-1a hash of the characters, with a finalizer that spreads it over all bits. */
  static long hash(String id) {
    long hash = BASIS;
    for (int i = 0; i < id.length(); i++) {
      hash = (hash ^ id.charAt(i)) * PRIME;
    }
    return spread(hash);
  }

  /** Applies the finalizer of SplitMix64; a bijection apart from the sign. */
  static long spread(long bits) {
    long hash = bits;
    hash = (hash ^ hash >>> 30) * 0xbf58476d1ce4e5b9L;
    hash = (hash ^ hash >>> 27) * 0x94d049bb133111ebL;
    hash = (hash ^ hash >>> 31) & Long.MAX_VALUE;
    return hash == 0 ? 1 : hash;
  }
}
