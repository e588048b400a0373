package dev.jackstaff.guard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jackstaff.guard.FlagEvidence.RequestOutcome;
import dev.jackstaff.guard.TestEvent.EventKind;
import dev.jackstaff.model.Flag;
import dev.jackstaff.model.Guard;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class RecentHitsTest {
  private static final int SIGNAL = TestSignal.ERRORS;
  private static final long SECOND = 1_000_000_000L;

  @Test
  void hitWithinThePause_isARetry() {
    RecentHits hits = new RecentHits(10);
    assertTrue(hits.isNew(100, SIGNAL, 100));
    assertFalse(hits.isNew(100, SIGNAL, 109));
    assertTrue(hits.isNew(100, TestSignal.SLOW, 109));
    assertTrue(hits.isNew(200, SIGNAL, 109));
    assertTrue(hits.isNew(100, SIGNAL, 110));
    assertFalse(hits.isNew(100, SIGNAL, 119));
  }

  @Test
  void unitThatWasHit_recoversOnce_afterThePause() {
    RecentHits hits = new RecentHits(10);
    assertFalse(hits.hasRecovered(100, SIGNAL, 50));
    assertTrue(hits.isNew(100, SIGNAL, 100));
    assertFalse(hits.hasRecovered(100, SIGNAL, 109));
    assertFalse(hits.hasRecovered(100, TestSignal.SLOW, 110));
    assertTrue(hits.hasRecovered(100, SIGNAL, 110));
    assertFalse(hits.hasRecovered(100, SIGNAL, 111));
    assertTrue(hits.isNew(100, SIGNAL, 111));
  }

  @Test
  void manyUnits_areNearlyAllRemembered() {
    RecentHits hits = new RecentHits(10);
    long[] units = new SplittableRandom(1).longs(5_000, 1, Long.MAX_VALUE).toArray();
    for (long unit : units) {
      hits.isNew(unit, SIGNAL, 100);
    }
    int recovered = 0;
    for (long unit : units) {
      recovered += hits.hasRecovered(unit, SIGNAL, 110) ? 1 : 0;
    }
    assertTrue(recovered > 4_000, "only " + recovered);
  }

  /** A hit is known to the other nodes as well. */
  @Test
  void userWhoFailsAndComesBackWithoutAFailure_hasRecovered_onAnyNode() {
    List<TestEvent> events = new ArrayList<>();
    FlagEvidence here = evidence(events);
    FlagEvidence there = evidence(events);
    int on = FlagEvidence.assignment(0, 1);
    here.ended(on, 7, outcome(0, true));
    here.ended(on, 7, outcome(5, false));
    there.elsewhere(events.get(1));
    there.ended(on, 7, outcome(12, false));
    there.ended(on, 7, outcome(14, false));
    here.elsewhere(events.get(events.size() - 1));
    here.ended(on, 7, outcome(20, false));
    assertEquals(
        List.of(EventKind.HIT, EventKind.RECOVERED),
        events.stream().map(TestEvent::kind).filter(it -> it != EventKind.FIRST).toList());
    assertEquals(12 * SECOND, events.get(events.size() - 1).at());
  }

  private static FlagEvidence evidence(List<TestEvent> events) {
    Flag flag = Flag.builder("checkout").build();
    return new FlagEvidence(flag, Guard.DEFAULT, new double[] {10}, events::add);
  }

  private static RequestOutcome outcome(int seconds, boolean failed) {
    RequestOutcome outcome = new RequestOutcome();
    outcome.begun = seconds * SECOND;
    outcome.checked = true;
    outcome.failed = failed;
    return outcome;
  }
}
