package dev.jackstaff.guard;

import dev.jackstaff.internal.Mixing;

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

  /**
   * Returns a hash of two numbers. Each is spread before they are combined, so that numbers which
   * differ by little, or by the same, in different pairs do not meet.
   */
  static long mix(long first, long second) {
    return spread(spread(first) ^ Long.rotateLeft(spread(~second), 32));
  }

  /** Applies the finalizer of SplitMix64; a bijection apart from the sign. */
  static long spread(long bits) {
    return Mixing.spread(bits);
  }
}
