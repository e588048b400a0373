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
                .filter(it -> it.kind() == EventKind.HIT && it.detail() == signal.index())
                .toList();
        ArmComparison comparison = evidence.comparison();
        int atLeast = list.guard().atLeast();
        Duration pause = SignalEvidence.pause(list.guard());
        Wagers wagers = new Wagers(comparison, signal.down(), atLeast, pause);
        hits.forEach(wagers::hit);
        double peak = new PlainWagers(comparison, signal.down(), atLeast, pause, hits).peak();
        assertEquals(peak, wagers.peak(), peak * 1e-10);
      }
    }
  }

  @Test
  void wagers_beginEveryFiftyUnitsAndEveryDay() {
    Wagers wagers = new Wagers(TEN, false, 1, PAUSE);
    for (int unit = 1; unit <= 50; unit++) {
      wagers.hit(hit(7, unit, false));
    }
    assertEquals(1, wagers.kept().size());
    wagers.hit(hit(7, 51, false));
    assertEquals(List.of(0L, 50L), wagers.kept().stream().map(Wager::start).toList());
    assertEquals(List.of(51L, 1L), wagers.kept().stream().map(Wager::units).toList());
    long day = Duration.ofDays(1).toNanos();
    wagers.hit(hit(6 + day, 52, false));
    assertEquals(2, wagers.kept().size());
    wagers.hit(hit(7 + day, 53, false));
    assertEquals(List.of(0L, 50L, 52L), wagers.kept().stream().map(Wager::start).toList());
  }

  @Test
  void unitThatHasFailedBefore_countsAgainInTheWagersThatBeganLater() {
    Wagers wagers = new Wagers(TEN, false, 1, PAUSE);
    for (int unit = 1; unit <= 60; unit++) {
      wagers.hit(hit(7, unit, false));
    }
    wagers.hit(hit(LATER - 1, 1, false));
    wagers.hit(hit(LATER, 1, false));
    wagers.hit(hit(LATER, 55, false));
    assertEquals(List.of(60L, 11L), wagers.kept().stream().map(Wager::units).toList());
    assertEquals(60, wagers.units(ArmComparison.REFERENCE));
    assertEquals(0, wagers.units(ArmComparison.TESTED));
  }

  /** An outage has hit everybody once; then only users with the flag fail. */
  @Test
  void everybodyHasFailedOnce_harmIsFoundAllTheSame() {
    Wagers wagers = new Wagers(TEN, false, 5, PAUSE);
    for (int unit = 1; unit <= 10_000; unit++) {
      wagers.hit(hit(7, unit, unit % 10 == 0));
    }
    assertTrue(wagers.peak() < 1_000);
    int failing = 0;
    for (int unit = 10; wagers.peak() < 1_000; unit += 10) {
      wagers.hit(hit(LATER, unit, true));
      failing++;
    }
    assertTrue(failing <= 35, "after " + failing);
  }

  @Test
  void manyWagers_areKeptOnlyAsTheFirstAndTheNewest() {
    Wagers wagers = new Wagers(TEN, false, 5, PAUSE);
    for (int unit = 1; unit <= 1_001; unit++) {
      wagers.hit(hit(7, unit, false));
    }
    assertEquals(17, wagers.kept().size());
    assertEquals(0, wagers.kept().get(0).start());
    assertEquals(250, wagers.kept().get(1).start());
    assertEquals(0.5 / (5 * 6), wagers.kept().get(1).weighted() / evidence(0, 751), 1e-15);
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
    assertFalse(wagers.isRetired());
    assertTrue(wagers.maxRatio(0.05) < 1.2);
    wagers.hit(hit(7, Wagers.MAX_UNITS + 1, false));
    assertTrue(wagers.isRetired());
    assertEquals(16, wagers.kept().size());
    assertTrue(wagers.tracked() <= 16 * 50, "tracked " + wagers.tracked());
    assertEquals(Double.POSITIVE_INFINITY, wagers.maxRatio(0.05));
    int failing = 0;
    for (int unit = 10; wagers.peak() < 1_000; unit += 10) {
      wagers.hit(hit(LATER, unit, true));
      failing++;
    }
    assertTrue(failing <= 35, "after " + failing);
    for (int unit = 1; unit <= 2_000; unit++) {
      wagers.hit(hit(2 * LATER, unit, unit % 10 == 0));
    }
    assertEquals(16, wagers.kept().size());
    assertTrue(wagers.tracked() <= 16 * 50, "tracked " + wagers.tracked());
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

  /** Users who fail at once return sooner than users who wait for the failure; that is no harm. */
  @Test
  void unitsThatReturnWithinAnHour_betAsIfTheirGroupReturnedTwiceAsFast() {
    long hour = Wagers.RETURN_TIME.toNanos();
    for (long after : new long[] {hour - 1, hour}) {
      Wagers wagers = new Wagers(TEN, false, 1, PAUSE);
      for (int unit = 1; unit <= 50; unit++) {
        wagers.hit(hit(7, unit, unit == 1));
      }
      wagers.hit(hit(7 + after, 1, true));
      double share = after < hour ? 0.2 / 1.1 : 0.1;
      double newest = wagers.kept().get(1).weighted();
      assertEquals(EProcess.evidence(1, 0, share) / 4, newest, 1e-12);
    }
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
