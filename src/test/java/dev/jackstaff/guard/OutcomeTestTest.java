package dev.jackstaff.guard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jackstaff.guard.TestEvent.EventKind;
import dev.jackstaff.model.Guard;
import dev.jackstaff.model.Guard.Direction;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class OutcomeTestTest {
  private static final double[] TEN = {10};
  private static final double[] NONE = {};
  private static final ArmComparison ON_OFF = new ArmComparison(0, List.of(0.1));
  private static final TestSignal ERRORS = new TestSignal(TestSignal.ERRORS, "errors", false);

  private long at = 1_000_000_000_000L;

  private TestEvent hit(long unit, int arm, int signal) {
    return new TestEvent(EventKind.HIT, at += 1_000_000, unit, 0, arm, signal);
  }

  private TestEvent first(long unit, int arm, boolean failed, int duration) {
    int detail = duration << 1 | (failed ? 1 : 0);
    return new TestEvent(EventKind.FIRST, at += 1_000_000, unit, 0, arm, detail);
  }

  private static TestEvent exposed(long unit, int arm) {
    return new TestEvent(EventKind.EXPOSED, 1, unit, 0, arm, 0);
  }

  @Test
  void usersWhoFailWithTheFlagOnly_areFound() {
    OutcomeTest test = new OutcomeTest(Guard.DEFAULT, TEN, NONE, 0.001);
    for (int unit = 1; unit <= 5; unit++) {
      assertNull(test.judge());
      test.take(hit(unit, 1, TestSignal.ERRORS));
    }
    TestFinding found = test.judge();
    assertNotNull(found);
    assertEquals(ERRORS, found.signal());
    assertEquals(ON_OFF, found.comparison());
    assertEquals(5, test.hits(ERRORS, ON_OFF, ArmComparison.TESTED));
    assertEquals(EProcess.evidence(5, 0, 0.1) / 4, found.evidence());
    assertEquals(1_000, found.limit());
  }

  @Test
  void oneUserWhoRetries_isOneFailingUser() {
    OutcomeTest test = new OutcomeTest(Guard.DEFAULT, TEN, NONE, 0.001);
    for (int i = 0; i < 500; i++) {
      test.take(hit(7, 1, TestSignal.ERRORS));
    }
    assertEquals(1, test.hits(ERRORS, ON_OFF, ArmComparison.TESTED));
    assertNull(test.judge());
  }

  @Test
  void fewerHarmedUsersThanAtLeast_areNotFound() {
    Guard guard = Guard.DEFAULT.toBuilder().atLeast(9).build();
    OutcomeTest test = new OutcomeTest(guard, TEN, NONE, 0.001);
    for (int unit = 1; unit <= 8; unit++) {
      test.take(hit(unit, 1, TestSignal.ERRORS));
      assertNull(test.judge());
    }
    test.take(hit(9, 1, TestSignal.ERRORS));
    assertNotNull(test.judge());
  }

  /** All signals: failures, durations with and without a limit, and a metric that falls. */
  @Test
  void unevenGroups_areJudgedByTheSharesSeen_inEachSignal() {
    Guard guard = Guard.builder().slowAuto().metric("purchase", Direction.DOWN).atLeast(3).build();
    OutcomeTest test = new OutcomeTest(guard, TEN, NONE, 0.001);
    for (int unit = 1; unit <= 3; unit++) {
      test.take(hit(unit, 1, TestSignal.ERRORS));
      test.take(hit(100 + unit, 0, TestSignal.FIRST_METRIC));
      test.take(first(200 + unit, 1, false, 1));
    }
    for (int unit = 0; unit < 40; unit++) {
      test.exposed(exposed(UnitHash.spread(unit + 1), unit < 10 ? 0 : 1));
    }
    assertTrue(test.isUneven());
    double most = 4.0 / 13;
    double slow = EProcess.evidence(3, 0, most) / LatencyGrid.size();
    List<SignalEvidence> evidences = test.evidences();
    double failing3 = EProcess.evidence(3, 0, most) / 4;
    assertEquals(failing3, evidences.get(0).evidence(new double[] {most}, 0), 1e-12);
    assertEquals(slow, evidences.get(1).evidence(new double[] {most}, 0), 1e-12);
    assertEquals(
        EProcess.evidence(3, 0, 0.9) / 2, evidences.get(2).evidence(new double[] {0.9}, 0), 1e-12);
    assertEquals(0, evidences.get(0).evidence(new double[] {most}, 1e6));
    // With 10 % these are more than enough, and with 31 % they are not.
    for (int unit = 4; unit <= 8; unit++) {
      test.take(hit(unit, 1, TestSignal.ERRORS));
    }
    assertTrue(EProcess.evidence(8, 0, 0.1) / 4 > test.limit());
    assertNull(test.judge());
    int unit = 9;
    for (; test.judge() == null; unit++) {
      test.take(hit(unit, 1, TestSignal.ERRORS));
    }
    int failing = unit - 1;
    assertTrue(EProcess.evidence(failing, 0, most) / 4 >= test.limit());
    assertTrue(EProcess.evidence(failing - 1, 0, most) / 4 < test.limit());
    assertEquals(EProcess.evidence(failing, 0, most) / 4, test.judge().evidence(), 1e-6);
  }

  @Test
  void evidence_isByTheSharesSeen_onlyWhileTheGroupsAreUneven() {
    OutcomeTest test = new OutcomeTest(Guard.DEFAULT, TEN, NONE, 0.001);
    for (int unit = 1; unit <= 5; unit++) {
      test.take(hit(unit, 1, TestSignal.ERRORS));
    }
    assertEquals(EProcess.evidence(5, 0, 0.1) / 4, test.evidence(), 1e-9);
    for (int unit = 0; unit < 100; unit++) {
      test.exposed(exposed(UnitHash.spread(unit + 1), 1));
    }
    assertEquals(EProcess.evidence(5, 0, 4.0 / 13) / 4, test.evidence(), 1e-9);
  }

  @Test
  void strongest_isTheSignalWithTheMostEvidence_alsoBelowTheLimit() {
    Guard guard = Guard.builder().slow(Duration.ofSeconds(1)).atLeast(1).build();
    assertNull(new OutcomeTest(guard, NONE, NONE, 0.001).strongest());
    OutcomeTest test = new OutcomeTest(guard, TEN, NONE, 0.001);
    TestFinding none = Objects.requireNonNull(test.strongest());
    assertEquals(ERRORS, none.signal());
    assertEquals(0, none.evidence());
    test.take(hit(1, 1, TestSignal.ERRORS));
    test.take(hit(2, 1, TestSignal.SLOW));
    assertEquals(ERRORS, Objects.requireNonNull(test.strongest()).signal(), "the first of equals");
    test.take(hit(3, 1, TestSignal.SLOW));
    TestFinding slow = Objects.requireNonNull(test.strongest());
    assertEquals(TestSignal.SLOW, slow.signal().index());
    assertEquals(EProcess.evidence(2, 0, 0.1) / 4, slow.evidence(), 1e-9);
    test.take(hit(4, 1, TestSignal.ERRORS));
    test.take(hit(5, 1, TestSignal.ERRORS));
    assertEquals(ERRORS, Objects.requireNonNull(test.strongest()).signal());
    assertEquals(2_000, slow.limit());
    assertNull(test.judge());
  }

  @Test
  void metrics_areSharesOfTheUnitsWhoseWindowHasEnded() {
    Guard guard = Guard.builder().metric("purchase", Direction.DOWN).build();
    OutcomeTest test = new OutcomeTest(guard, TEN, NONE, 0.001);
    OutcomeTest without = new OutcomeTest(Guard.DEFAULT, TEN, NONE, 0.001);
    for (OutcomeTest each : List.of(test, without)) {
      each.exposed(exposed(7, 1));
      each.exposed(exposed(8, 1));
      each.exposed(exposed(9, 0));
      each.observe(guard.window().toNanos());
      assertEquals(0, each.observed(ON_OFF, ArmComparison.TESTED));
      each.observe(guard.window().toNanos() + 1);
    }
    assertEquals(2, test.observed(ON_OFF, ArmComparison.TESTED));
    assertEquals(1, test.observed(ON_OFF, ArmComparison.REFERENCE));
    assertEquals(0, without.observed(ON_OFF, ArmComparison.TESTED));
  }

  @Test
  void unevenGroups_raiseTheLimitTenfold_untilTheyFit() {
    OutcomeTest test = new OutcomeTest(Guard.DEFAULT, TEN, NONE, 0.001);
    int unit = 0;
    for (; unit < 100; unit++) {
      test.exposed(exposed(UnitHash.spread(unit + 1), 1));
    }
    assertTrue(test.isUneven());
    assertEquals(10_000, test.limit());
    for (; unit < 1_000; unit++) {
      test.exposed(exposed(UnitHash.spread(unit + 1), 0));
    }
    assertFalse(test.isUneven());
    assertEquals(1_000, test.limit());
    assertEquals(100, test.units(ON_OFF, ArmComparison.TESTED));
    assertEquals(900, test.units(ON_OFF, ArmComparison.REFERENCE));
  }

  @Test
  void signalsAndComparisons_shareTheRiskOfAFalseAlarm() {
    Guard guard =
        Guard.builder().slow(Duration.ofSeconds(1)).metric("purchase", Direction.DOWN).build();
    OutcomeTest test = new OutcomeTest(guard, TEN, new double[] {1, 2, 1}, 0.01);
    assertEquals(3, test.signals().size());
    assertEquals(3, test.comparisons().size());
    assertEquals(900, test.limit(), 1e-9);
  }

  @Test
  void oneVariantThatFails_isFoundBesideTheFirst() {
    OutcomeTest test = new OutcomeTest(Guard.DEFAULT, NONE, new double[] {1, 1, 1}, 0.001);
    int unit = 1;
    for (; unit <= 40; unit++) {
      test.take(hit(unit, 3, TestSignal.ERRORS));
    }
    TestFinding found = test.judge();
    assertNotNull(found);
    assertEquals(2, found.comparison().variant());
  }

  @Test
  void fewerPurchases_areFoundByTheOtherGroupsExcess() {
    Guard guard = Guard.builder().metric("purchase", Direction.DOWN).build();
    OutcomeTest test = new OutcomeTest(guard, new double[] {50}, NONE, 0.001);
    for (int unit = 1; unit <= 30; unit++) {
      test.take(hit(unit, 0, TestSignal.FIRST_METRIC));
    }
    TestFinding found = test.judge();
    assertNotNull(found);
    assertEquals("purchase", found.signal().name());
  }

  @Test
  void durationsWithoutALimit_areComparedOnceForEachUser() {
    Guard guard = Guard.builder().slowAuto().build();
    OutcomeTest test = new OutcomeTest(guard, TEN, NONE, 0.001);
    for (int unit = 1; unit <= 20; unit++) {
      test.take(first(unit, 1, false, LatencyGrid.index(300_000_000)));
      test.take(first(unit, 1, false, LatencyGrid.index(300_000_000)));
    }
    TestFinding found = test.judge();
    assertNotNull(found);
    assertEquals("slow", found.signal().name());
    assertEquals(20, test.hits(found.signal(), ON_OFF, ArmComparison.TESTED));
  }

  /** The numbers are those of src/test/python/guard_evidence.py for the same lists. */
  @Test
  void randomLists_haveTheNumbersThatPythonHasComputed() throws IOException {
    SplittableRandom random = new SplittableRandom(7);
    Map<String, Double> numbers = new TreeMap<>();
    for (int i = 0; i < 8; i++) {
      int list = i;
      EvidenceInPythonIT.numbers(OutcomeLists.random(random.split(), 400).test())
          .forEach((name, value) -> numbers.put(list + "." + name, value));
    }
    Map<String, Double> expected = new TreeMap<>();
    try (InputStream in = OutcomeTestTest.class.getResourceAsStream("guard-evidence.txt")) {
      String text = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
      for (String line : text.lines().toList()) {
        String[] parts = line.split(" ", 2);
        expected.put(parts[0], Double.parseDouble(parts[1].replace("inf", "Infinity")));
      }
    }
    assertEquals(expected.keySet(), numbers.keySet());
    numbers.forEach(
        (name, is) -> {
          double there = expected.get(name);
          assertEquals(there, is, 1e-9 * Math.abs(there), name);
        });
  }

  @Test
  void percentages_areStrata_andOthersComeAfterThem() {
    OutcomeTest test = new OutcomeTest(Guard.DEFAULT, new double[] {5, 50}, NONE, 0.01);
    assertEquals(0, test.stratum(5));
    assertEquals(1, test.stratum(50));
    assertEquals(2, test.stratum(100));
    assertEquals(0.01, test.alpha());
    assertEquals(Guard.DEFAULT, test.guard());
    test.take(new TestEvent(EventKind.HIT, 7, 1, 2, 1, TestSignal.ERRORS));
    assertEquals(0, test.hits(ERRORS, test.comparisons().get(0), ArmComparison.TESTED));
  }

  @Test
  void nothingToCompare_isNoEvidence() {
    OutcomeTest test = new OutcomeTest(Guard.DEFAULT, NONE, NONE, 0.01);
    assertEquals(1, test.evidence());
    assertEquals(100, test.limit());
    assertNull(test.judge());
    assertTrue(test.isWithinTolerance());
  }

  @Test
  void tolerance_isKept_onceMoreFailingUsersAreExcluded() {
    Guard guard = Guard.builder().tolerance(0.05).build();
    OutcomeTest test = new OutcomeTest(guard, new double[] {50}, NONE, 0.01);
    ArmComparison half = test.comparisons().get(0);
    int unit = 1;
    while (!test.isWithinTolerance()) {
      assertTrue(test.maxDifference(half) > 0.05);
      test.take(first(unit, unit % 2, false, 0));
      unit++;
    }
    assertTrue(test.maxDifference(half) <= 0.05);
    assertEquals(RateBounds.upper(0, unit / 2, 0.025), test.maxDifference(half), 1e-9);
    assertTrue(unit > 200 && unit < 400, "after " + unit);
    assertTrue(new OutcomeTest(Guard.DEFAULT, TEN, NONE, 0.01).isWithinTolerance());
  }

  @Test
  void firstOutcomes_areCountedOncePerUser_upToABound() {
    OutcomeTest test = new OutcomeTest(Guard.DEFAULT, new double[] {50}, NONE, 0.01);
    ArmComparison half = test.comparisons().get(0);
    for (int unit = 1; unit <= OutcomeTest.MAX_FIRST; unit++) {
      test.take(first(unit, unit % 2, false, 0));
    }
    double bound = test.maxDifference(half);
    test.take(first(1, 1, true, 0));
    test.take(first(OutcomeTest.MAX_FIRST + 1, 1, true, 0));
    assertEquals(bound, test.maxDifference(half));
  }

  /** A peak counts, also if the evidence has fallen again when somebody looks. */
  @Test
  void evidenceThatHasFallenAgain_isStillAFinding() {
    OutcomeTest test = new OutcomeTest(Guard.DEFAULT, TEN, NONE, 0.001);
    int unit = 1;
    for (; unit <= 5; unit++) {
      test.take(hit(unit, 1, TestSignal.ERRORS));
    }
    for (; unit <= 40; unit++) {
      test.take(hit(unit, 0, TestSignal.ERRORS));
    }
    assertTrue(test.evidence() < 100);
    assertNotNull(test.judge());
  }
}
