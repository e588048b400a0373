package dev.jackstaff.experiment;

import java.util.concurrent.ThreadLocalRandom;

/**
 * The variant last sent for each subject, in memory of a fixed size: sets of eight entries, each
 * with the latest entry first. A subject that is evicted is sent again, which sinks tolerate. Only
 * the latest assignment counts: a change from A to B and back to A makes three assignments. For one
 * thread at a time.
 *
 * <p>Subjects are distinguished by 64 bits of a seeded hash: among a million subjects, the
 * probability that any two are confused is 3 in 100 million.
 */
final class LatestAssignments {
  private static final int WAYS = 8;

  private final long[] subjects;
  private final long[] variants;
  private final int mask;
  private final long seed = ThreadLocalRandom.current().nextLong();

  /** Creates an empty cache; the number of places is a power of two, 8 or more. */
  LatestAssignments(int places) {
    subjects = new long[places];
    variants = new long[places];
    mask = places / WAYS - 1;
  }

  static int places(int subjects) {
    return Math.max(WAYS, Integer.highestOneBit(Math.max(1, subjects - 1)) << 1);
  }

  /** Returns the hash of a subject of a flag. */
  long subject(String flag, String salt, String id) {
    long hash = hash(id, hash(salt, hash(flag, seed)));
    return hash == 0 ? 1 : hash;
  }

  boolean isLatest(long subject, String variant) {
    int place = find(subject);
    return place >= 0 && variants[place] == hash(variant, seed);
  }

  /**
   * Puts a subject into the first place of its set; the others move back, and the last one is
   * evicted.
   */
  void note(long subject, String variant) {
    int first = first(subject);
    int place = find(subject);
    int last = place >= 0 ? place : first + WAYS - 1;
    System.arraycopy(subjects, first, subjects, first + 1, last - first);
    System.arraycopy(variants, first, variants, first + 1, last - first);
    subjects[first] = subject;
    variants[first] = hash(variant, seed);
  }

  private int find(long subject) {
    int first = first(subject);
    for (int place = first; place < first + WAYS; place++) {
      if (subjects[place] == subject) {
        return place;
      }
    }
    return -1;
  }

  private int first(long subject) {
    return ((int) (subject >>> 32) & mask) * WAYS;
  }

  private static long hash(String text, long start) {
    long hash = start + text.length();
    for (int i = 0; i < text.length(); i++) {
      hash = (hash ^ text.charAt(i)) * 0x9E3779B97F4A7C15L;
      hash ^= hash >>> 32;
    }
    hash *= 0xBF58476D1CE4E5B9L;
    return hash ^ hash >>> 29;
  }
}
