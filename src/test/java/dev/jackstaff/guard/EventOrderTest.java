package dev.jackstaff.guard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jackstaff.guard.TestEvent.EventKind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The order of the events of several nodes, beside a list that is sorted at once. */
final class EventOrderTest {
  private static final int NODES = 4;

  private record Handed(String node, TestEvent event) {}

  @Test
  void events_comeInTheOrderOfTheirTimes_withoutThoseBeforeTheFront() {
    long late = 0;
    for (int seed = 0; seed < 300; seed++) {
      Random random = new Random(seed);
      EventOrder order = new EventOrder();
      List<Handed> accepted = new ArrayList<>();
      List<TestEvent> taken = new ArrayList<>();
      long front = Long.MIN_VALUE;
      for (int i = 0; i < 200; i++) {
        int at = random.nextInt(60) + i / 4;
        Handed next =
            new Handed(
                "node" + random.nextInt(NODES), new TestEvent(EventKind.HIT, at, i + 1, 0, 0, 0));
        order.add(next.node(), next.event());
        if (at > front) {
          accepted.add(next);
        } else {
          late++;
        }
        if (random.nextInt(10) == 0) {
          front = Math.max(front, i / 4);
          order.advance(i / 4, taken::add);
        }
      }
      order.advance(Long.MAX_VALUE, taken::add);
      accepted.sort(
          Comparator.comparingLong((Handed it) -> it.event().at()).thenComparing(Handed::node));
      assertEquals(accepted.stream().map(Handed::event).toList(), taken);
      assertTrue(order.isEmpty());
    }
    assertTrue(late > 100, late + " late events");
  }
}
