package dev.jackstaff.guard;

import dev.jackstaff.guard.JournalTables.StoredEntry;
import java.util.List;

/**
 * An entry of a test's journal. Every node reads the same entries in the order of their numbers.
 *
 * @param number its number, from 1, without gaps
 * @param node the node that wrote it
 * @param batch the number that the node gave to what it wrote at once; no two entries of a test
 *     have the same node and batch
 * @param front the time up to which the list of events is taken, or {@link #NO_FRONT} if the entry
 *     has events
 * @param events the events that the node hands over, outcomes in the order of their times
 */
record JournalEntry(long number, String node, long batch, long front, List<TestEvent> events) {
  static final long NO_FRONT = Long.MIN_VALUE;

  /** Returns whether a stored entry was written by the same node at the same time. */
  boolean isSame(StoredEntry other) {
    return number == other.number() && batch == other.batch() && node.equals(other.node());
  }
}
