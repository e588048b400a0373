package dev.jackstaff.experiment;

import java.util.concurrent.ThreadLocalRandom;

/**
 * Which variant each subject was last sent with, in memory of a fixed size: sets of eight places,
 * in each the latest first. Who falls out is sent again, which sinks bear. Only the latest
 * assignment counts: from A to B to A is three. For one thread at a time.
 *
 * <p>Subjects are told apart by 64 bits of a seeded hash: two of a million subjects are taken for
 * one with a chance of 3 in 100 million.
 */
final class LatestAssignments {
  private static final int WAYS = 8;

  private final long[] whom;
  private final long[] what;
  private final int mask;
  private final long seed = ThreadLocalRandom.current().nextLong();

  /** The number of places is a power of two, 8 or more. */
  LatestAssignments(int places) {
    whom = new long[places];
    what = new long[places];
    mask = places / WAYS - 1;
  }

  static int places(int subjects) {
    return Math.max(WAYS, Integer.highestOneBit(Math.max(1, subjects - 1)) << 1);
  }

  /** A number for a subject of a flag. */
  long subject(String flag, String salt, String id) {
    long hash = hash(id, hash(salt, hash(flag, seed)));
    return hash == 0 ? 1 : hash;
  }

  boolean isLatest(long subject, String variant) {
    int place = find(subject);
    return place >= 0 && what[place] == hash(variant, seed);
  }

  /** Takes the first place of the set; the others move up, and the last falls out. */
  void note(long subject, String variant) {
    int first = first(subject);
    int place = find(subject);
    int last = place >= 0 ? place : first + WAYS - 1;
    System.arraycopy(whom, first, whom, first + 1, last - first);
    System.arraycopy(what, first, what, first + 1, last - first);
    whom[first] = subject;
    what[first] = hash(variant, seed);
  }

  private int find(long subject) {
    int first = first(subject);
    for (int place = first; place < first + WAYS; place++) {
      if (whom[place] == subject) {
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
