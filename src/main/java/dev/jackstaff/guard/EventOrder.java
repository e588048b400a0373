package dev.jackstaff.guard;

import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.function.Consumer;

/**
 * Puts the outcomes of all nodes into one order: by their times, then by node, then as the node
 * handed them over. The result is a function of the journal alone, so it is the same on every node.
 * Not thread-safe.
 */
final class EventOrder {
  private final PriorityQueue<PendingEvent> pending = new PriorityQueue<>(PendingEvent.ORDER);
  private long front = JournalEntry.NO_FRONT;
  private long number;
  private long late;

  private record PendingEvent(TestEvent event, String node, long number) {
    static final Comparator<PendingEvent> ORDER =
        Comparator.comparingLong((PendingEvent it) -> it.event().at())
            .thenComparing(PendingEvent::node)
            .thenComparingLong(PendingEvent::number);
  }

  /** Adds an event of a node, or leaves it out if the list was taken beyond its time. */
  void add(String node, TestEvent event) {
    if (event.at() <= front) {
      late++;
    } else {
      pending.add(new PendingEvent(event, node, number++));
    }
  }

  /** Passes on the events up to a front, and refuses earlier ones from now on. */
  void advance(long to, Consumer<TestEvent> taker) {
    front = Math.max(front, to);
    for (PendingEvent next = pending.peek();
        next != null && next.event().at() <= front;
        next = pending.peek()) {
      taker.accept(next.event());
      pending.remove();
    }
  }

  /** Returns whether an event waits for this front. */
  boolean waitsFor(long to) {
    PendingEvent next = pending.peek();
    return next != null && next.event().at() <= to;
  }

  /** Returns the time up to which the list was taken. */
  long front() {
    return front;
  }

  boolean isEmpty() {
    return pending.isEmpty();
  }

  /** Returns the number of events that came too late. */
  long late() {
    return late;
  }
}
