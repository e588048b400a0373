package dev.jackstaff.guard;

import java.util.concurrent.atomic.AtomicLong;

/**
 * The memory that the filters of all guarded flags of an engine share. A filter takes at most a
 * quarter of what is left at once, so that large flags leave something for small ones. Thread-safe.
 */
final class FilterBudget {
  /** The bytes that all filters together take at most, beside the first layers of each. */
  static final long MAX_BYTES = 64L << 20;

  private static final int MAX_PART = 4;

  private final long max;
  private final AtomicLong free;

  FilterBudget() {
    this(MAX_BYTES);
  }

  /** Creates a budget of so many bytes. */
  FilterBudget(long max) {
    this.max = max;
    this.free = new AtomicLong(max);
  }

  /** Takes so many bytes if there are enough; returns whether it did. */
  boolean take(long bytes) {
    long now = free.get();
    while (MAX_PART * bytes <= now) {
      if (free.compareAndSet(now, now - bytes)) {
        return true;
      }
      now = free.get();
    }
    return false;
  }

  /** Gives back bytes that were taken. */
  void give(long bytes) {
    free.addAndGet(bytes);
  }

  /** Returns the number of bytes that are taken. */
  long taken() {
    return max - free.get();
  }
}
