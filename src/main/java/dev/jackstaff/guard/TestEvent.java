package dev.jackstaff.guard;

/**
 * An event of one unit in a test. Nodes exchange these events, and every node judges the same list
 * of them.
 *
 * @param kind the kind of event
 * @param at the time that orders the events, in nanoseconds since 1970: the moment of an exposure,
 *     the beginning of the request of an outcome, or the end of the window of a metric
 * @param unit the unit's hash
 * @param stratum the index of the percentage that decided; the number of percentages if only the
 *     weights of variants decided
 * @param arm 0 if the unit is not within the percentage, 1 if the flag is on for it; with variants,
 *     1 plus the index of its variant
 * @param detail depends on the kind
 */
record TestEvent(EventKind kind, long at, long unit, int stratum, int arm, int detail) {
  /** The kinds of events. */
  enum EventKind {
    /** The code of a request has checked the flag for the unit; the detail is 0. */
    EXPOSED(0),

    /**
     * The first counted request of the unit is final. Bit 0 of the detail is set if it failed; the
     * other bits are the index of its duration in the grid of latencies.
     */
    FIRST(1),

    /** A signal has hit the unit; the detail is the index of the signal. */
    HIT(2),

    /**
     * A request of a unit that a signal had hit was not hit; the detail is the index of the signal.
     * There is one such event after a hit.
     */
    RECOVERED(3);

    private final int code;

    EventKind(int code) {
      this.code = code;
    }

    /** Returns the number that stands for the kind in a journal. */
    int code() {
      return code;
    }

    /**
     * Returns the kind with a number.
     *
     * @throws IllegalArgumentException if there is none
     */
    static EventKind of(int code) {
      for (EventKind kind : values()) {
        if (kind.code == code) {
          return kind;
        }
      }
      throw new IllegalArgumentException("no kind of events has the number " + code);
    }
  }

  /** Returns the same event at another time. */
  TestEvent at(long time) {
    return new TestEvent(kind, time, unit, stratum, arm, detail);
  }
}
