package dev.jackstaff.guard;

import dev.jackstaff.guard.JournalTables.StoredEntry;
import dev.jackstaff.guard.TestEvent.EventKind;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One test in which this node takes part: the events that it has counted and not yet handed over,
 * and those of all nodes that the test has not yet taken. Thread-safe.
 */
final class SharedTest {
  /** The number of events that wait at most; further ones are dropped and counted. */
  static final int MAX_WAITING = 100_000;

  /** The number of events that are handed over at once. */
  static final int MAX_EVENTS = 20_000;

  /** The number of exposures that nodes share; later ones count on their own node only. */
  static final int MAX_EXPOSURES = 1_000_000;

  private final String flag;
  private final String key;
  private final List<TestEvent> waiting = new ArrayList<>();
  private final List<TestEvent> exposures = new ArrayList<>();
  private final List<TestEvent> remote = new ArrayList<>();
  private final List<TestEvent> outcomes = new ArrayList<>();
  private final EventOrder order = new EventOrder();
  private long shared;
  private long firsts;
  private long seen;
  private long paged;
  private long dropped;
  private @Nullable RecordedVerdict verdict;
  private boolean own;
  private boolean lost;
  private @Nullable JournalEntry last;
  private String trouble = "";

  SharedTest(String flag, String key) {
    this.flag = flag;
    this.key = key;
  }

  String flag() {
    return flag;
  }

  String key() {
    return key;
  }

  /** Adds an event that this node has counted; outcomes in the order of their times. */
  synchronized void offer(TestEvent event) {
    if (event.kind() == EventKind.EXPOSED && shared >= MAX_EXPOSURES) {
      exposures.add(event);
    } else if (event.kind() == EventKind.FIRST && firsts >= OutcomeTest.MAX_FIRST) {
      return;
    } else if (waiting.size() >= MAX_WAITING) {
      dropped++;
    } else {
      waiting.add(event);
    }
  }

  /** Returns the oldest events to hand over. */
  synchronized List<TestEvent> outgoing() {
    return List.copyOf(waiting.subList(0, Math.min(MAX_EVENTS, waiting.size())));
  }

  /** Confirms that the oldest events were handed over. */
  synchronized void sent(int count) {
    waiting.subList(0, count).clear();
  }

  /** Returns the number of the last entry received; 0 if there is none. */
  synchronized long seen() {
    return seen;
  }

  /** Returns the number of the last entry that is known to be in a page; 0 if there is none. */
  synchronized long paged() {
    return paged;
  }

  /** Records that the entries up to a number are in pages. */
  synchronized void paged(long number) {
    paged = number;
  }

  /**
   * Receives the next entries of the journal. If the first one is not the entry that is known
   * already, the journal is another one, and this one is lost. Entries that cannot be read block
   * the test until they can be.
   *
   * @param entries the last known entry, if there is one, and the next ones
   * @param own the name of this node
   * @param offset this node's clock minus the journal's, in nanoseconds
   * @return whether all were received
   */
  synchronized boolean receive(List<StoredEntry> entries, String own, long offset) {
    trouble = "";
    lost |= entries.isEmpty() && seen > 0;
    try {
      for (StoredEntry row : entries) {
        for (StoredEntry stored : row.singles()) {
          lost |= stored.number() == seen && last != null && !last.isSame(stored);
          if (stored.number() > seen && !lost) {
            receive(stored.decoded(), own, offset);
          }
        }
      }
    } catch (IllegalArgumentException e) {
      trouble = "the events of other nodes cannot be read: " + e.getMessage();
    }
    return trouble.isEmpty() && !lost;
  }

  private void receive(JournalEntry entry, String own, long offset) {
    if (entry.number() != seen + 1) {
      throw new IllegalArgumentException("entry " + (seen + 1) + " is missing");
    }
    seen = entry.number();
    last = new JournalEntry(seen, entry.node(), entry.batch(), entry.front(), List.of());
    entry.events().forEach(event -> receive(event, entry.node(), own, offset));
    if (entry.front() != JournalEntry.NO_FRONT) {
      order.advance(entry.front(), outcomes::add);
    }
  }

  /** Returns why the events of the other nodes cannot be taken, or an empty text. */
  synchronized String trouble() {
    return trouble;
  }

  private void receive(TestEvent event, String node, String own, long offset) {
    if (event.kind() == EventKind.EXPOSED) {
      shared++;
      exposures.add(event);
    } else {
      firsts += event.kind() == EventKind.FIRST ? 1 : 0;
      order.add(node, event);
    }
    if (!node.equals(own) && event.kind() != EventKind.FIRST) {
      remote.add(event.at(event.at() + offset));
    }
  }

  /** Takes this node's own events in the order in which it has counted them. */
  synchronized void receiveOwn() {
    own = true;
    for (TestEvent event : waiting) {
      (event.kind() == EventKind.EXPOSED ? exposures : outcomes).add(event);
    }
    waiting.clear();
  }

  /**
   * Returns the time up to which all events were received, in nanoseconds since 1970.
   *
   * @param counted the time up to which this node has counted, if it takes its own events only
   */
  synchronized long receivedUntil(long counted) {
    return own ? counted : order.front();
  }

  /**
   * Returns whether an outcome waits for a front that is later than the last one by an interval.
   */
  synchronized boolean waitsFor(long front, long interval) {
    return order.waitsFor(front) && front - interval >= order.front();
  }

  /** Returns whether an outcome of any node waits. */
  synchronized boolean isWaiting() {
    return !order.isEmpty();
  }

  /** Passes on, once, the exposures of all nodes. */
  void takeExposures(Consumer<TestEvent> taker) {
    take(exposures, taker);
  }

  /**
   * Passes on, once, the exposures and hits of the other nodes, with times by this node's clock.
   */
  void takeRemote(Consumer<TestEvent> taker) {
    take(remote, taker);
  }

  /** Passes on, once, the ordered outcomes of all nodes. */
  void takeOutcomes(Consumer<TestEvent> taker) {
    take(outcomes, taker);
  }

  private void take(List<TestEvent> from, Consumer<TestEvent> taker) {
    List<TestEvent> events;
    synchronized (this) {
      events = List.copyOf(from);
      from.clear();
    }
    events.forEach(taker);
  }

  /** Takes the verdict that a node has recorded. */
  synchronized void verdict(RecordedVerdict recorded) {
    verdict = recorded;
  }

  /** Returns the verdict that a node has recorded, or null. */
  synchronized @Nullable RecordedVerdict verdict() {
    return verdict;
  }

  /** Records that entries that this node knows are gone. */
  synchronized void lose() {
    lost = true;
  }

  /** Returns whether the shared evidence was removed, so that the test must begin again. */
  synchronized boolean isLost() {
    return lost;
  }

  /** Returns the number of events that were left out because they came too late. */
  synchronized long late() {
    return order.late();
  }

  /** Returns the number of events that were dropped because too many waited. */
  synchronized long dropped() {
    return dropped;
  }
}
