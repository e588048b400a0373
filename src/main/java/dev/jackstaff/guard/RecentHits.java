package dev.jackstaff.guard;

/**
 * The units that a signal has hit in the last {@value #PAUSE_NANOS} ns, so that a user who retries
 * in a loop does not flood the nodes with events. A hit may be forgotten early, when another unit
 * takes its place. Not thread-safe.
 */
final class RecentHits {
  private static final long PAUSE_NANOS = 10_000_000_000L;
  private static final int PLACES = 1 << 10;

  private final long[] units = new long[PLACES];
  private final long[] times = new long[PLACES];

  /** Returns whether the unit was not hit recently, and remembers this hit then. */
  boolean isNew(long unit, int signal, long at) {
    long key = UnitHash.spread(unit + signal);
    int place = (int) key & PLACES - 1;
    if (units[place] == key && at - times[place] < PAUSE_NANOS) {
      return false;
    }
    units[place] = key;
    times[place] = at;
    return true;
  }
}
