package dev.jackstaff.guard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jackstaff.guard.TestEvent.EventKind;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class WagersTest {
  private static final ArmComparison TEN = new ArmComparison(0, List.of(0.1));

  private static final Duration PAUSE = Duration.ofMinutes(1);
  private static final long LATER = PAUSE.toNanos() + 7;

  private static TestEvent hit(long at, long unit, boolean on) {
    return new TestEvent(EventKind.HIT, at, unit, 0, on ? 1 : 0, 0);
  }

  @Test
  void randomLists_haveTheEvidenceOfTheDefinition() {
    SplittableRandom random = new SplittableRandom(5);
    for (int i = 0; i < 40; i++) {
      OutcomeLists list = OutcomeLists.random(random.split(), 1_500);
      for (SignalEvidence evidence : list.test().evidences()) {
        TestSignal signal = evidence.signal();
        List<TestEvent> hits =
            list.events().stream()
                .filter(it -> it.kind() != EventKind.FIRST && it.detail() == signal.index())
                .toList();
        ArmComparison comparison = evidence.comparison();
        int atLeast = list.guard().atLeast();
        Duration pause = list.guard().patience();
        Wagers wagers = new Wagers(comparison, signal.down(), atLeast, pause);
        hits.forEach(it -> take(wagers, it));
        PlainWagers plain = new PlainWagers(comparison, signal.down(), atLeast, pause, hits);
        assertEquals(plain.peak(), wagers.peak(), plain.peak() * 1e-10);
        double returns = wagers.returns().peak();
        assertEquals(plain.returnsPeak(), returns, plain.returnsPeak() * 1e-10);
      }
    }
  }

  private static void take(Wagers wagers, TestEvent event) {
    if (event.kind() == EventKind.HIT) {
      wagers.hit(event);
    } else {
      wagers.recovered(event);
    }
  }

  @Test
  void wagers_beginEveryFiftyUnitsAndEveryDay() {
    Wagers wagers = new Wagers(TEN, false, 1, PAUSE);
    for (int unit = 1; unit <= 50; unit++) {
      wagers.hit(hit(7, unit, false));
    }
    assertEquals(1, wagers.firsts().kept().size());
    wagers.hit(hit(7, 51, false));
    assertEquals(List.of(0L, 50L), wagers.firsts().kept().stream().map(Wager::start).toList());
    assertEquals(List.of(51L, 1L), wagers.firsts().kept().stream().map(Wager::units).toList());
    long day = Duration.ofDays(1).toNanos();
    wagers.hit(hit(6 + day, 52, false));
    assertEquals(2, wagers.firsts().kept().size());
    wagers.hit(hit(7 + day, 53, false));
    assertEquals(List.of(0L, 50L, 52L), wagers.firsts().kept().stream().map(Wager::start).toList());
  }

  @Test
  void unitThatHasRecovered_countsAgainInTheWagersThatBeganLater() {
    Wagers wagers = new Wagers(TEN, false, 1, PAUSE);
    for (int unit = 1; unit <= 60; unit++) {
      wagers.hit(hit(7, unit, false));
    }
    wagers.recovered(recovered(LATER - 1, 1, false));
    wagers.recovered(recovered(LATER, 2, false));
    for (int unit = 61; unit <= 111; unit++) {
      wagers.hit(hit(LATER, unit, false));
    }
    assertEquals(List.of(111L, 61L, 11L), units(wagers));
    wagers.hit(hit(LATER, 2, false));
    assertEquals(List.of(111L, 61L, 12L), units(wagers), "recovered before the newest began");
    wagers.hit(hit(LATER, 1, false));
    wagers.hit(hit(LATER, 3, false));
    assertEquals(List.of(111L, 61L, 12L), units(wagers), "not recovered");
    wagers.hit(hit(7 + Wagers.RETURN_TIME.toNanos(), 4, false));
    assertEquals(List.of(111L, 62L, 13L), units(wagers), "not heard of for an hour");
    assertEquals(111, wagers.units(ArmComparison.REFERENCE));
    assertEquals(0, wagers.units(ArmComparison.TESTED));
  }

  private static List<Long> units(Wagers wagers) {
    return wagers.firsts().kept().stream().map(Wager::units).toList();
  }

  private static TestEvent recovered(long at, long unit, boolean on) {
    return new TestEvent(EventKind.RECOVERED, at, unit, 0, on ? 1 : 0, 0);
  }

  /** An outage has hit everybody once; then only users with the flag fail. */
  @Test
  void everybodyHasFailedOnce_harmIsFoundAllTheSame() {
    Wagers wagers = everybodyFails();
    int failing = 0;
    for (int unit = 1; wagers.returns().peak() < 4_000; unit++) {
      boolean on = unit % 10 == 0;
      take(wagers, on ? hit(LATER, unit, true) : recovered(LATER, unit, false));
      failing += on ? 1 : 0;
    }
    assertEquals(17, failing);
  }

  private static Wagers everybodyFails() {
    Wagers wagers = new Wagers(TEN, false, 5, PAUSE);
    for (int unit = 1; unit <= 10_000; unit++) {
      wagers.hit(hit(7, unit, unit % 10 == 0));
    }
    assertTrue(wagers.peak() < 1_000);
    return wagers;
  }

  /** While all fail, it does not matter which group comes back sooner. */
  @Test
  void everybodyFailsAgain_isNoEvidence() {
    Wagers wagers = everybodyFails();
    double before = wagers.evidence();
    for (int unit = 10; unit <= 10_000; unit += 10) {
      wagers.hit(hit(LATER, unit, true));
    }
    for (int unit = 1; unit <= 10_000; unit++) {
      wagers.hit(hit(2 * LATER, unit, unit % 10 == 0));
    }
    assertEquals(before, wagers.evidence());
    assertEquals(0.5, wagers.returns().evidence());
  }

  @Test
  void manyWagers_areKeptOnlyAsTheFirstAndTheNewest() {
    Wagers wagers = new Wagers(TEN, false, 5, PAUSE);
    for (int unit = 1; unit <= 1_001; unit++) {
      wagers.hit(hit(7, unit, false));
    }
    assertEquals(17, wagers.firsts().kept().size());
    assertEquals(0, wagers.firsts().kept().get(0).start());
    assertEquals(250, wagers.firsts().kept().get(1).start());
    assertEquals(0.5 / (5 * 6), wagers.firsts().kept().get(1).weighted() / evidence(0, 751), 1e-15);
  }

  private static double evidence(long on, long off) {
    return EProcess.evidence(on, off, 0.1);
  }

  @Test
  void moreUnitsThanCanBeToldApart_retireTheFirstWagerAndAreForgotten() {
    Wagers wagers = new Wagers(TEN, false, 5, PAUSE);
    for (int unit = 1; unit <= Wagers.MAX_UNITS; unit++) {
      wagers.hit(hit(7, unit, unit % 10 == 0));
    }
    assertFalse(wagers.firsts().isRetired());
    assertTrue(wagers.maxRatio(0.05) < 1.2);
    wagers.hit(hit(7, Wagers.MAX_UNITS + 1, false));
    assertTrue(wagers.firsts().isRetired());
    assertEquals(16, wagers.firsts().kept().size());
    assertEquals(Double.POSITIVE_INFINITY, wagers.maxRatio(0.05));
    assertTrue(wagers.tracked() > Wagers.MAX_UNITS, "failing units are not forgotten");
    wagers.hit(hit(8, Wagers.MAX_UNITS + 2, false));
    assertEquals(
        Wagers.MAX_UNITS + 1,
        wagers.units(ArmComparison.REFERENCE) + wagers.units(ArmComparison.TESTED));
    int failing = 0;
    for (int unit = 1; wagers.returns().peak() < 1_000; unit++) {
      take(wagers, unit % 2 == 0 ? hit(LATER, unit, true) : recovered(LATER, unit, false));
      failing += unit % 2 == 0 ? 1 : 0;
    }
    assertTrue(failing <= 35, "after " + failing);
    wagers.hit(hit(7 + Wagers.RETURN_TIME.toNanos(), Wagers.MAX_UNITS, false));
    assertTrue(wagers.tracked() <= 16 * 50 + 2 * failing + 1, "tracked " + wagers.tracked());
  }

  @Test
  void fewerThanAtLeastInTheWager_isNoPeak() {
    Wagers wagers = new Wagers(TEN, false, 3, PAUSE);
    wagers.hit(hit(7, 1, true));
    wagers.hit(hit(7, 2, true));
    assertEquals(0, wagers.peak());
    assertEquals(evidence(2, 0) / 2, wagers.evidence());
    wagers.hit(hit(7, 3, true));
    assertEquals(evidence(3, 0) / 2, wagers.peak());
    wagers.hit(hit(7, 4, false));
    assertEquals(evidence(3, 0) / 2, wagers.peak());
    assertEquals(evidence(3, 1) / 2, wagers.evidence());
  }

  @Test
  void neighboursOfWhichOneIsHit_areABetAtEvenOdds() {
    Wagers wagers = new Wagers(TEN, false, 1, PAUSE);
    for (int unit = 1; unit <= 20; unit++) {
      wagers.hit(hit(7, unit, unit <= 10));
    }
    WagerSeries returns = wagers.returns();
    wagers.hit(hit(LATER, 1, true));
    wagers.hit(hit(2 * LATER, 1, true));
    wagers.recovered(recovered(2 * LATER, 11, false));
    assertEquals(List.of(1L), returns.kept().stream().map(Wager::excess).toList());
    wagers.recovered(recovered(2 * LATER, 2, true));
    wagers.hit(hit(2 * LATER, 12, false));
    assertEquals(List.of(1L), returns.kept().stream().map(Wager::others).toList());
    wagers.recovered(recovered(2 * LATER, 3, true));
    wagers.hit(hit(2 * LATER, 4, true));
    wagers.hit(hit(2 * LATER, 5, true));
    wagers.hit(hit(2 * LATER, 13, false));
    assertEquals(List.of(2L), returns.kept().stream().map(Wager::units).toList());
    assertEquals(EProcess.evidence(1, 1, 0.5) / 2, returns.evidence(), 1e-12);
    // A unit is in a wager once.
    wagers.hit(hit(4 * LATER, 1, true));
    wagers.recovered(recovered(4 * LATER, 14, false));
    assertEquals(List.of(2L), returns.kept().stream().map(Wager::units).toList());
  }

  /** They are in none of the wagers that there are, since they were failing when these began. */
  @Test
  void everybodyHasFailedAndRecovered_anotherWagerBeginsAtOnce() {
    Wagers wagers = everybodyFails();
    for (int unit = 1; unit <= 10_000; unit++) {
      wagers.recovered(recovered(LATER, unit, unit % 10 == 0));
    }
    for (int unit = 10; unit <= 100; unit += 10) {
      wagers.hit(hit(2 * LATER, unit, true));
    }
    List<Wager> kept = wagers.firsts().kept();
    assertEquals(10, kept.get(kept.size() - 1).excess());
  }

  @Test
  void returningPairs_beginAnotherWagerAfterFifty() {
    Wagers wagers = new Wagers(TEN, false, 1, PAUSE);
    for (int unit = 1; unit <= 200; unit++) {
      wagers.hit(hit(7, unit, unit % 2 == 0));
    }
    for (int unit = 1; unit <= 102; unit++) {
      boolean on = unit % 2 == 0;
      take(wagers, on ? hit(LATER, unit, true) : recovered(LATER, unit, false));
    }
    assertEquals(List.of(0L, 50L), wagers.returns().kept().stream().map(Wager::start).toList());
    assertEquals(List.of(51L, 1L), wagers.returns().kept().stream().map(Wager::units).toList());
  }

  @Test
  void nothingHit_isHalfTheStake() {
    Wagers wagers = new Wagers(TEN, false, 5, PAUSE);
    assertEquals(0.5, wagers.evidence());
    assertEquals(Double.POSITIVE_INFINITY, wagers.maxRatio(0.05));
  }

  @Test
  void strata_multiplyWithinAWager() {
    Wagers wagers = new Wagers(new ArmComparison(0, List.of(0.1, 0.5)), false, 1, PAUSE);
    wagers.hit(new TestEvent(EventKind.HIT, 7, 1, 0, 1, 0));
    wagers.hit(new TestEvent(EventKind.HIT, 7, 2, 1, 0, 0));
    wagers.hit(new TestEvent(EventKind.HIT, 7, 3, 1, 1, 0));
    wagers.hit(new TestEvent(EventKind.HIT, 7, 3, 0, 1, 0));
    wagers.hit(new TestEvent(EventKind.HIT, 7, 4, 2, 1, 0));
    double product = EProcess.evidence(1, 0, 0.1) * EProcess.evidence(1, 1, 0.5);
    assertEquals(product / 2, wagers.evidence(), 1e-12);
    assertEquals(2, wagers.units(ArmComparison.TESTED));
  }

  @Test
  void variants_areComparedWithTheFirst() {
    List<ArmComparison> all = ArmComparison.of(new double[] {}, new double[] {3, 1, 0, 2});
    assertEquals(List.of(1, 3), all.stream().map(ArmComparison::variant).toList());
    assertEquals(0.25, all.get(0).share(0));
    assertEquals(0.4, all.get(1).share(0));
    ArmComparison blue = all.get(1);
    assertEquals(ArmComparison.TESTED, blue.side(arm(4)));
    assertEquals(ArmComparison.REFERENCE, blue.side(arm(1)));
    assertEquals(ArmComparison.NEITHER, blue.side(arm(2)));
    assertEquals(ArmComparison.NEITHER, blue.side(arm(0)));
    assertEquals(0, blue.stratum(arm(4)));
  }

  private static TestEvent arm(int arm) {
    return new TestEvent(EventKind.HIT, 7, 1, 5, arm, 0);
  }
}
