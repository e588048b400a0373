package dev.jackstaff.internal;

/** Mixes the bits of numbers that are used as hashes. Stateless and thread-safe. */
public final class Mixing {
  private Mixing() {}

  /**
   * {@return the number with the finalizer of SplitMix64 applied, positive and never 0; apart from
   * the sign it is a bijection}
   *
   * @param bits any number
   */
  public static long spread(long bits) {
    long hash = bits;
    hash = (hash ^ hash >>> 30) * 0xbf58476d1ce4e5b9L;
    hash = (hash ^ hash >>> 27) * 0x94d049bb133111ebL;
    hash = (hash ^ hash >>> 31) & Long.MAX_VALUE;
    return hash == 0 ? 1 : hash;
  }
}
