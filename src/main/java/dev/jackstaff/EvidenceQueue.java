package dev.jackstaff;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * A bounded queue for many producers and one consumer. A producer claims a slot by incrementing
 * {@code tail} and never waits. The consumer empties a slot before it increments {@code head}, so a
 * claimed slot is always empty. Between claim and write the slot looks empty to the consumer, which
 * then tries again later.
 */
final class EvidenceQueue {
  private final AtomicReferenceArray<@Nullable Object> places;
  private final int mask;
  private final AtomicLong tail = new AtomicLong();
  private final AtomicLong head = new AtomicLong();

  /**
   * Creates an empty queue.
   *
   * @param size a power of two
   */
  EvidenceQueue(int size) {
    places = new AtomicReferenceArray<>(size);
    mask = size - 1;
  }

  /** Adds an item; returns false if the queue is full. */
  boolean offer(Object item) {
    while (true) {
      long place = tail.get();
      if (place - head.get() > mask) {
        return false;
      }
      if (tail.compareAndSet(place, place + 1)) {
        places.setRelease((int) place & mask, item);
        return true;
      }
    }
  }

  /** Returns the oldest item, or null if there is none; to be called by one thread only. */
  @Nullable Object poll() {
    long place = head.get();
    Object item = places.getAcquire((int) place & mask);
    if (item != null) {
      places.setPlain((int) place & mask, null);
      head.setRelease(place + 1);
    }
    return item;
  }
}
