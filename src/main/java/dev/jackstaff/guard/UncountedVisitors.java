package dev.jackstaff.guard;

import dev.jackstaff.VisitorProof;

/**
 * The anonymous visitors that do not count: those whose cookie has not come back, and those whose
 * ids are not signed. Not thread-safe.
 *
 * <p>A visitor who has checked the flag with the first request counts as exposed when the cookie
 * comes back, also if that request does not check it. The latest {@value #MAX_RECENT} to {@code
 * 65536} such visitors are remembered, whatever their arms.
 */
final class UncountedVisitors {
  private static final int MAX_RECENT = 1 << 15;

  /** The number of visitors from which on a lack of users that count is reported. */
  private static final int MIN_UNSIGNED = 20;

  private static final int MIN_FIRST_SEEN = 1_000;
  private static final int FIRST_SEEN_FACTOR = 100;

  private final UnitSketch unsigned = new UnitSketch();
  private UnitFilter recent = new UnitFilter();
  private UnitFilter former = new UnitFilter();
  private int inRecent;
  private long firstSeen;

  /**
   * Records a check.
   *
   * @param key the unit with its assignment
   */
  void checked(long unit, long key, VisitorProof proof) {
    if (proof == VisitorProof.UNSIGNED) {
      unsigned.add(unit);
      return;
    }
    firstSeen++;
    if (inRecent == MAX_RECENT) {
      former = recent;
      recent = new UnitFilter();
      inRecent = 0;
    }
    inRecent += recent.add(key) ? 1 : 0;
  }

  /** Returns whether a visitor has checked the flag with its first request. */
  boolean wasExposed(long key) {
    return recent.contains(key) || former.contains(key);
  }

  /**
   * Returns why hardly anybody counts, or an empty text.
   *
   * @param counted the number of users that count
   */
  String note(long counted) {
    long ids = unsigned.count();
    if (ids >= MIN_UNSIGNED && ids > counted) {
      return ids
          + " visitors do not count, since their ids are not signed, and "
          + counted
          + " users count; set visitorSecret";
    }
    boolean none = firstSeen >= MIN_FIRST_SEEN && firstSeen > FIRST_SEEN_FACTOR * counted;
    return none
        ? firstSeen
            + " visitors do not count, since their cookie has not come back, and "
            + counted
            + " users count; check whether clients keep the visitors' cookie"
        : "";
  }
}
