package dev.jackstaff.guard;

/**
 * The units that a signal has hit and that have not recovered since, as far as this node knows. A
 * user who retries in a loop so does not flood the nodes with events. A unit may be forgotten
 * early, when another one takes its place. Takes 4 KiB at first and 512 KiB at most. Not
 * thread-safe.
 */
final class RecentHits {
  private static final int MIN_PLACES = 1 << 8;
  private static final int MAX_PLACES = 1 << 15;
  private static final int PLACES_PER_UNIT = 4;

  private final long pause;
  private long[] units = new long[MIN_PLACES];
  private long[] times = new long[MIN_PLACES];
  private int taken;

  /**
   * Creates an empty one.
   *
   * @param pause the time after a hit in which a unit's further requests are retries, in
   *     nanoseconds
   */
  RecentHits(long pause) {
    this.pause = pause;
  }

  /** Returns whether this hit of a unit is no retry, and remembers it then. */
  boolean isNew(long unit, int signal, long at) {
    long key = key(unit, signal);
    int place = place(key);
    if (units[place] == key && at - times[place] < pause) {
      return false;
    }
    put(key, at);
    return true;
  }

  /** Returns whether the unit was hit before this request that is not hit, and has recovered. */
  boolean hasRecovered(long unit, int signal, long at) {
    long key = key(unit, signal);
    int place = place(key);
    if (units[place] != key || at - times[place] < pause) {
      return false;
    }
    units[place] = 0;
    taken--;
    return true;
  }

  private void put(long key, long at) {
    int place = place(key);
    taken += units[place] == 0 ? 1 : 0;
    units[place] = key;
    times[place] = at;
    if (taken > units.length / PLACES_PER_UNIT && units.length < MAX_PLACES) {
      grow();
    }
  }

  private void grow() {
    long[] oldUnits = units;
    long[] oldTimes = times;
    units = new long[2 * oldUnits.length];
    times = new long[2 * oldUnits.length];
    taken = 0;
    for (int i = 0; i < oldUnits.length; i++) {
      if (oldUnits[i] != 0) {
        put(oldUnits[i], oldTimes[i]);
      }
    }
  }

  private static long key(long unit, int signal) {
    return UnitHash.mix(unit, signal);
  }

  private int place(long key) {
    return (int) key & units.length - 1;
  }
}
