package dev.jackstaff.guard;

import java.util.ArrayList;
import java.util.List;

/**
 * A set of hashes in bounded memory, as a Bloom filter that grows: it takes some hashes for members
 * that are not, about 1 in 40 with a million members and more beyond, and never the reverse. Which
 * ones does not depend on the arm of a unit, so such mistakes dilute a comparison and do not bias
 * it. Takes 4 KiB at first and 2 MiB at most; all layers but the first four, which have 60 KiB, are
 * taken from a budget. A filter that cannot grow takes more hashes for members. Not thread-safe.
 *
 * <p>Reference: B. Bloom, Space/time trade-offs in hash coding with allowable errors, CACM 13
 * (1970). P. Almeida, C. Baquero, N. Preguiça, D. Hutchison, Scalable Bloom filters, Inf. Process.
 * Lett. 101 (2007). Guava's filter needs its size in advance.
 */
final class UnitFilter {
  private static final int MIN_WORDS = 1 << 9;
  private static final int MAX_WORDS = 1 << 17;

  /** The words of the largest layer that is not taken from the budget. */
  private static final int MAX_FREE_WORDS = 1 << 12;

  private static final int HASHES = 8;

  /** The number of bits per member at which a layer is full; 8 hashes then err 1 time in 400. */
  private static final int BITS_PER_MEMBER = 12;

  private final List<long[]> layers = new ArrayList<>();
  private FilterBudget budget = new FilterBudget();
  private long taken;
  private int room;

  /** Sets the budget, before the first hash is added. */
  void budget(FilterBudget shared) {
    budget = shared;
  }

  /** Forgets all members, and gives back what was taken from the budget. */
  void clear() {
    layers.clear();
    room = 0;
    budget.give(taken);
    taken = 0;
  }

  /** Returns the size of all layers. */
  long bytes() {
    return layers.stream().mapToLong(layer -> Long.BYTES * (long) layer.length).sum();
  }

  /** Adds a hash; returns true if it was not taken for a member before. */
  boolean add(long hash) {
    if (contains(hash)) {
      return false;
    }
    if (room == 0) {
      grow();
    }
    room = Math.max(0, room - 1);
    long[] last = layers.get(layers.size() - 1);
    long step = step(hash);
    long at = hash;
    for (int i = 0; i < HASHES; i++) {
      last[word(at, last)] |= 1L << at;
      at += step;
    }
    return true;
  }

  /** Returns whether a hash is a member, or is taken for one. */
  boolean contains(long hash) {
    for (int layer = layers.size() - 1; layer >= 0; layer--) {
      if (isIn(layers.get(layer), hash)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isIn(long[] layer, long hash) {
    long step = step(hash);
    long at = hash;
    for (int i = 0; i < HASHES; i++) {
      if ((layer[word(at, layer)] & 1L << at) == 0) {
        return false;
      }
      at += step;
    }
    return true;
  }

  private void grow() {
    int words = layers.isEmpty() ? MIN_WORDS : 2 * layers.get(layers.size() - 1).length;
    if (words <= MAX_WORDS && isAffordable(words)) {
      layers.add(new long[words]);
      room = words * Long.SIZE / BITS_PER_MEMBER;
    }
  }

  private boolean isAffordable(int words) {
    long bytes = Long.BYTES * (long) words;
    if (words > MAX_FREE_WORDS) {
      if (!budget.take(bytes)) {
        return false;
      }
      taken += bytes;
    }
    return true;
  }

  private static long step(long hash) {
    return Long.rotateLeft(hash * 0x9e3779b97f4a7c15L, 32) | 1;
  }

  private static int word(long at, long[] layer) {
    return (int) (at >>> 6) & layer.length - 1;
  }
}
