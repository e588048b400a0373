package dev.jackstaff;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * A bounded queue of many producers and one consumer. A producer claims a place by raising {@code
 * tail} and never waits; the consumer empties a place before it raises {@code head}, so a claimed
 * place is always empty. Between claim and write the place looks empty to the consumer, which then
 * comes again later.
 */
final class EvidenceQueue {
  private final AtomicReferenceArray<@Nullable Object> places;
  private final int mask;
  private final AtomicLong tail = new AtomicLong();
  private final AtomicLong head = new AtomicLong();

  /** The size is a power of two. */
  EvidenceQueue(int size) {
    places = new AtomicReferenceArray<>(size);
    mask = size - 1;
  }

  /** Whether there was room. */
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

  /** The oldest item, or null if there is none; for one thread only. */
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
