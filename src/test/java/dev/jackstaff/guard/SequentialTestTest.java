package dev.jackstaff.guard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jackstaff.Figures;
import dev.jackstaff.guard.EvidenceExchange.Merged;
import dev.jackstaff.guard.Observations.Hit;
import dev.jackstaff.model.Guard;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SequentialTestTest {
  private static final double[] TEN = {10};
  private static final Guard ERRORS = new Guard(true, null, 0.01, Guard.Then.KILL, 0);

  /** Over 600 rollouts, 15 halts are as rare as one in a thousand if the bound of 1 % holds. */
  @Test
  void flagThatDoesNothing_isHaltedHardlyEver() {
    int halted = 0;
    SplittableRandom random = new SplittableRandom(1);
    for (int rollout = 0; rollout < 600; rollout++) {
      halted += halts(random.split(), 0.02, 0.02, 4_000) > 0 ? 1 : 0;
    }
    assertTrue(halted < 15, halted + " of 600 halted");
  }

  @Test
  void flagThatDoesHarm_isHaltedAlwaysAndSoon() {
    int[] ends =
        IntStream.range(0, 201)
            .map(seed -> halts(new SplittableRandom(seed), 0.05, 0.005, 20_000))
            .sorted()
            .toArray();
    assertTrue(ends[0] > 0, "all are halted");
    assertTrue(ends[100] < 1_500, "median of requests " + ends[100]);
  }

  /** At which request it halts, or 0; every request is from another user, and looked at. */
  private static int halts(SplittableRandom random, double on, double off, int requests) {
    SequentialTest trial = new SequentialTest(ERRORS, TEN, 0.01, false);
    for (int i = 1; i <= requests; i++) {
      boolean inOn = random.nextInt(10) == 0;
      boolean fails = random.nextDouble() < (inOn ? on : off);
      trial.count(0, inOn, UnitHash.spread(random.nextLong()), fails, 0);
      if (trial.judge() != null) {
        return i;
      }
    }
    return 0;
  }

  /**
   * The same bound for three nodes together, whoever of them looks; and nobody is called uneven.
   */
  @Test
  void flagThatDoesNothing_isHaltedHardlyEver_byThreeNodesThatShare() {
    int halted = 0;
    int uneven = 0;
    SplittableRandom random = new SplittableRandom(2);
    for (int rollout = 0; rollout < 300; rollout++) {
      Hub hub = new Hub();
      List<SequentialTest> nodes = List.of(hub.node(), hub.node(), hub.node());
      halted += halts(hub, nodes, random.split()) ? 1 : 0;
      uneven += nodes.get(0).tally().isUneven() ? 1 : 0;
    }
    Figures.record("%s", "halted by three nodes: " + halted + " of 300, uneven " + uneven);
    assertTrue(halted < 10, halted + " of 300 halted");
    assertTrue(uneven < 4, uneven + " of 300 are uneven");
  }

  private static boolean halts(Hub hub, List<SequentialTest> nodes, SplittableRandom random) {
    for (int i = 1; i <= 9_000; i++) {
      SequentialTest node = nodes.get(random.nextInt(3));
      long unit = UnitHash.spread(random.nextLong());
      node.count(0, random.nextInt(10) == 0, unit, random.nextDouble() < 0.02, 0);
      // Mostly after a few requests, at times after many, as when the database was away.
      if (random.nextInt(i > 5_000 && i < 8_000 ? 2_000 : 20) == 0) {
        hub.exchange(node);
        if (node.judge() != null) {
          return true;
        }
      }
    }
    return false;
  }

  /** What the database is to nodes. */
  private static final class Hub {
    private final List<Hit> hits = new ArrayList<>();
    private final Set<Long> known = new HashSet<>();
    private final ExposedUnits crowd = new ExposedUnits();
    private final Map<SequentialTest, Integer> seen = new HashMap<>();

    SequentialTest node() {
      return new SequentialTest(ERRORS, TEN, 0.01, true);
    }

    void exchange(SequentialTest node) {
      Observations mine = node.handOver();
      mine.hits().stream().filter(hit -> known.add(hit.unit())).forEach(hits::add);
      crowd.merge(mine.strata()[0].crowd());
      ByteBuffer copy = ByteBuffer.allocate(crowd.bytes());
      crowd.write(copy);
      int before = seen.getOrDefault(node, 0);
      seen.put(node, hits.size());
      node.take(
          new Merged(
              List.copyOf(hits.subList(before, hits.size())),
              hits.size(),
              List.of(ExposedUnits.read(copy.flip())),
              false));
    }
  }

  @Test
  void oneUserWhoRetries_isOneFailingUser() {
    SequentialTest trial = new SequentialTest(ERRORS, TEN, 0.01, false);
    for (int i = 0; i < 500; i++) {
      trial.count(0, true, UnitHash.hash("user:1"), true, 0);
    }
    assertEquals(1, trial.tally().hits(Signal.ERRORS, true));
    assertNull(trial.judge());
  }

  @Test
  void userWhoMeetsTwoPercentages_failsOnce() {
    SequentialTest trial = new SequentialTest(ERRORS, new double[] {10, 50}, 0.01, false);
    trial.count(trial.stratum(50), true, 7, true, 0);
    trial.count(trial.stratum(10), false, 7, true, 0);
    assertEquals(1, trial.tally().hits(Signal.ERRORS, true));
    assertEquals(0, trial.tally().hits(Signal.ERRORS, false));
    assertEquals(-1, trial.stratum(25));
  }

  @Test
  void signals_shareTheRiskOfAFalseAlarm() {
    Guard both = new Guard(true, Duration.ofMillis(800), 0.01, Guard.Then.KILL, 0);
    SequentialTest trial = new SequentialTest(both, TEN, 0.01, false);
    assertEquals(200, trial.limit());
    for (int unit = 10; unit < 100; unit++) {
      trial.count(0, false, unit, false, 0);
    }
    for (int unit = 1; unit < 10; unit++) {
      trial.count(0, true, unit, false, Duration.ofMillis(900).toNanos());
      trial.count(0, true, unit, false, Duration.ofMillis(800).toNanos());
    }
    assertEquals(0, trial.tally().hits(Signal.ERRORS, true));
    assertEquals(9, trial.tally().hits(Signal.SLOW, true));
    assertEquals(Signal.SLOW, trial.judge());
  }

  @Test
  void groupsThatDoNotFitThePercentage_areNotJudged() {
    SequentialTest trial = new SequentialTest(ERRORS, TEN, 0.01, false);
    SplittableRandom random = new SplittableRandom(3);
    for (int i = 0; i < 2_000; i++) {
      trial.count(0, i % 3 == 0, UnitHash.spread(random.nextLong()), i % 3 == 0, 0);
    }
    assertTrue(trial.tally().evidence(Signal.ERRORS) > 1e9);
    assertTrue(trial.tally().isUneven());
    assertNull(trial.judge());
  }

  @Test
  void moreFailingUsersThanCanBeToldApart_areNotJudged() {
    SequentialTest trial = new SequentialTest(ERRORS, TEN, 0.01, false);
    for (int i = 1; i <= Observations.MAX_UNITS + 10; i++) {
      trial.count(0, i % 10 == 0, UnitHash.spread(i), true, 0);
    }
    assertTrue(trial.isFull());
    assertEquals(
        Observations.MAX_UNITS,
        trial.tally().hits(Signal.ERRORS, true) + trial.tally().hits(Signal.ERRORS, false));
    assertNull(trial.judge());
  }

  @Test
  void sketch_isExactWhileSmallAndCloseLater() {
    UnitSketch sketch = new UnitSketch();
    for (int i = 1; i <= UnitSketch.MAX_EXACT; i++) {
      assertTrue(sketch.add(UnitHash.spread(i)));
      assertFalse(sketch.add(UnitHash.spread(i)));
    }
    assertEquals(UnitSketch.MAX_EXACT, sketch.count());
    for (int i = 1; i <= 200_000; i++) {
      sketch.add(UnitHash.hash("user:" + i));
    }
    double all = 200_000 + UnitSketch.MAX_EXACT;
    assertEquals(1, sketch.count() / all, 0.1);
    assertTrue(sketch.units().length <= UnitSketch.MAX_EXACT);
  }
}
