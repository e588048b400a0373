package dev.jackstaff.guard;

import java.util.List;

/**
 * An entry of a test's journal. Every node reads the same entries in the order of their numbers.
 *
 * @param number its number, from 1, without gaps
 * @param node the node that wrote it
 * @param front the time up to which the list of events is taken, or {@link #NO_FRONT} if the entry
 *     has events
 * @param events the events that the node hands over, outcomes in the order of their times
 */
record JournalEntry(long number, String node, long front, List<TestEvent> events) {
  static final long NO_FRONT = Long.MIN_VALUE;

  static JournalEntry events(long number, String node, List<TestEvent> events) {
    return new JournalEntry(number, node, NO_FRONT, events);
  }

  static JournalEntry front(long number, String node, long front) {
    return new JournalEntry(number, node, front, List.of());
  }
}
