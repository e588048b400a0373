package dev.jackstaff.guard;

import dev.jackstaff.guard.JournalTables.StoredEntry;
import dev.jackstaff.model.Flag;
import dev.jackstaff.model.Guard;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Nodes that exchange their events every two simulated seconds, through a journal in memory. */
final class SimulatedNodes {
  private static final long EACH_NANOS = 2_000_000_000L;

  private final List<FlagEvidence> evidences = new ArrayList<>();
  private final List<SharedTest> tests = new ArrayList<>();
  private final Consumer<TestEvent> exposed;
  private final Consumer<TestEvent> taker;
  private long number;
  private long next;

  /**
   * Creates nodes.
   *
   * @param exposed receives the exposures as the first node does
   * @param taker receives the list of outcomes as the first node does
   */
  SimulatedNodes(
      int size,
      Guard guard,
      double[] percentages,
      Consumer<TestEvent> exposed,
      Consumer<TestEvent> taker) {
    this.exposed = exposed;
    this.taker = taker;
    Flag flag = Flag.builder("flag").build();
    for (int i = 0; i < size; i++) {
      SharedTest test = new SharedTest("flag", "key");
      tests.add(test);
      evidences.add(new FlagEvidence(flag, guard, percentages, test::offer));
    }
  }

  int size() {
    return tests.size();
  }

  FlagEvidence node(int index) {
    return evidences.get(index);
  }

  /** Exchanges what there is if it is time; all requests before this time have ended. */
  void advance(long now) {
    if (now < next) {
      return;
    }
    next = now + EACH_NANOS;
    for (int node = 0; node < size(); node++) {
      List<TestEvent> events = tests.get(node).outgoing();
      if (!events.isEmpty()) {
        tests.get(node).sent(events.size());
        pass("node" + node, JournalEntry.NO_FRONT, events);
      }
    }
    pass("node0", now - 1, List.of());
    for (int node = 0; node < size(); node++) {
      boolean judges = node == 0;
      tests.get(node).takeRemote(evidences.get(node)::elsewhere);
      tests.get(node).takeExposures(judges ? exposed : event -> {});
      tests.get(node).takeOutcomes(judges ? taker : event -> {});
    }
  }

  private void pass(String from, long front, List<TestEvent> events) {
    number++;
    StoredEntry entry = new StoredEntry(number, from, number, front, EventCodec.write(events));
    for (int node = 0; node < size(); node++) {
      if (!tests.get(node).receive(List.of(entry), "node" + node, 0)) {
        throw new AssertionError(tests.get(node).trouble());
      }
    }
  }
}
