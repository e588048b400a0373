package dev.jackstaff.guard;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jackstaff.guard.TestEvent.EventKind;
import dev.jackstaff.model.Condition;
import dev.jackstaff.model.Flag;
import dev.jackstaff.model.FlagSet;
import dev.jackstaff.model.Guard;
import dev.jackstaff.model.Guard.Direction;
import dev.jackstaff.model.Guard.Then;
import dev.jackstaff.model.Kill;
import dev.jackstaff.model.Requirement;
import dev.jackstaff.model.Rule;
import dev.jackstaff.model.Schedule;
import dev.jackstaff.model.Schedule.Step;
import dev.jackstaff.model.Variant;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The smaller parts of a guard's test, at their edges. */
class GuardPartsTest {
  private static final Instant START = Instant.parse("2026-11-20T12:00:00Z");

  private static TestEvent exposed(long unit, int stratum, int arm) {
    return new TestEvent(EventKind.EXPOSED, unit, unit, stratum, arm, 0);
  }

  private static Flag.Builder guarded(String name) {
    return Flag.builder(name).guard(Guard.DEFAULT);
  }

  private static TestKey key(Flag flag, Instant at) {
    return Objects.requireNonNull(TestKey.of(flag, at));
  }

  @Test
  void unitSet_hasWhatWasAdded_alsoWhenHashesCollide() {
    UnitSet set = new UnitSet();
    assertFalse(set.contains(7));
    // Each has the same place in the first array, and most in the later ones.
    for (long i = 1; i <= 1_000; i++) {
      assertTrue(set.add(i << 4 | 15));
      assertFalse(set.add(i << 4 | 15));
      assertEquals(i, set.size());
    }
    long[] expected = LongStream.rangeClosed(1, 1_000).map(i -> i << 4 | 15).toArray();
    long[] units = set.toArray();
    Arrays.sort(units);
    assertArrayEquals(expected, units);
    List<Long> each = new ArrayList<>();
    set.forEach(each::add);
    assertEquals(1_000, Set.copyOf(each).size());
    assertTrue(set.contains(1_000 << 4 | 15));
    assertFalse(set.contains(1_001 << 4 | 15));
  }

  @Test
  void unitSketch_countsExactlyUpToItsBound_andThenWithinThreePercent() {
    UnitSketch sketch = new UnitSketch();
    SplittableRandom random = new SplittableRandom(3);
    for (int i = 1; i <= UnitSketch.MAX_EXACT; i++) {
      long unit = UnitHash.spread(random.nextLong());
      assertTrue(sketch.add(unit));
      assertFalse(sketch.add(unit), "known");
      assertEquals(i, sketch.count());
    }
    assertEquals(Long.MAX_VALUE, sketch.limit());
    sketch.add(UnitHash.spread(random.nextLong()));
    assertTrue(sketch.limit() < Long.MAX_VALUE);
    assertEquals(1_024, sketch.units().length);
    assertTrue(Arrays.stream(sketch.units()).allMatch(unit -> unit < sketch.limit()));
    for (int i = 0; i < 50_000; i++) {
      sketch.add(UnitHash.spread(random.nextLong()));
    }
    assertEquals(52_049.0, (double) sketch.count(), 5_205.0);
    assertFalse(sketch.add(sketch.limit()), "a hash at the limit is not certainly new");
    assertFalse(sketch.add(Long.MAX_VALUE));
  }

  @Test
  void unitSketch_mergedWithAnother_countsAUnitOnce() {
    UnitSketch one = new UnitSketch();
    UnitSketch two = new UnitSketch();
    for (long unit = 1; unit <= 100; unit++) {
      one.add(unit);
      two.add(unit + 50);
    }
    assertEquals(50, one.unknown(two, Long.MAX_VALUE));
    assertEquals(9, one.unknown(two, 110));
    one.addAll(two);
    assertEquals(150, one.count());
    one.limit(151);
    assertEquals(151, one.limit());
    one.limit(200);
    assertEquals(151, one.limit(), "a limit only falls");
    one.limit(31);
    assertEquals(30, one.units().length);
  }

  @Test
  void exposedUnits_areWrittenInOneOrder_inAsManyBytesAsSaid() {
    ExposedUnits some = new ExposedUnits();
    ExposedUnits same = new ExposedUnits();
    for (long unit = 1; unit <= 20; unit++) {
      some.see(unit % 3 == 0, unit);
      same.see((21 - unit) % 3 == 0, 21 - unit);
    }
    assertEquals(16 + 2 * 12 + 8 * 20, some.bytes());
    assertEquals(20, some.listed());
    assertEquals(6, some.count(true));
    assertEquals(14, some.count(false));
    var bytes = ByteBuffer.allocate(some.bytes());
    var others = ByteBuffer.allocate(same.bytes());
    some.write(bytes);
    same.write(others);
    assertEquals(0, bytes.remaining());
    assertArrayEquals(bytes.array(), others.array());
    double both = (EProcess.evidence(6, 14, 0.25) + EProcess.evidence(14, 6, 0.75)) / 2;
    assertEquals(both, some.unevenness(0.25));
  }

  @Test
  void evenness_isOfEachComparisonAndStratum_andComesBack() {
    ArmComparison flag = new ArmComparison(0, List.of(0.1, 0.5));
    ArmComparison blue = new ArmComparison(2, List.of(0.25));
    Evenness evenness = new Evenness(List.of(flag, blue));
    assertFalse(evenness.isUneven());
    // Stratum 0 fits; stratum 1 has nobody off; blue, the arm 3, has nobody at all.
    for (long unit = 1; unit <= 10; unit++) {
      evenness.exposed(exposed(UnitHash.spread(unit), 0, unit % 10 == 0 ? 3 : 0));
    }
    assertFalse(evenness.isUneven());
    long unit = 11;
    while (!evenness.isUneven()) {
      evenness.exposed(exposed(UnitHash.spread(unit++), 1, 2));
      assertTrue(unit < 100, "30 units of one side are enough");
    }
    assertTrue(unit > 11 + 10, "a few units say nothing");
    assertEquals(unit - 11 + 1, evenness.units(0, ArmComparison.TESTED));
    assertEquals(9, evenness.units(0, ArmComparison.REFERENCE));
    assertEquals(1, evenness.units(1, ArmComparison.TESTED));
    assertEquals(0, evenness.units(1, ArmComparison.REFERENCE));
    long end = unit + 60;
    while (evenness.isUneven()) {
      evenness.exposed(exposed(UnitHash.spread(unit++), 1, 0));
      assertTrue(unit < end, "as many of the other side are enough");
    }
  }

  @Test
  void units_areObserved_whenTheirWindowHasEnded_eachOnce_inEachComparison() {
    ArmComparison flag = new ArmComparison(0, List.of(0.1));
    ArmComparison blue = new ArmComparison(2, List.of(0.25));
    ObservedUnits observed = new ObservedUnits(List.of(flag, blue), 10);
    observed.exposed(new TestEvent(EventKind.EXPOSED, 105, 3, 0, 0, 0));
    observed.exposed(new TestEvent(EventKind.EXPOSED, 100, 1, 0, 3, 0));
    observed.exposed(new TestEvent(EventKind.EXPOSED, 101, 1, 0, 3, 0));
    observed.exposed(new TestEvent(EventKind.EXPOSED, 102, 2, 0, 1, 0));
    observed.close(Long.MIN_VALUE);
    observed.close(109);
    assertEquals(0, observed.units(0, ArmComparison.TESTED));
    observed.close(110);
    assertEquals(1, observed.units(0, ArmComparison.TESTED));
    observed.close(114);
    assertEquals(2, observed.units(0, ArmComparison.TESTED));
    assertEquals(0, observed.units(0, ArmComparison.REFERENCE));
    assertEquals(1, observed.units(1, ArmComparison.TESTED));
    assertEquals(1, observed.units(1, ArmComparison.REFERENCE));
    observed.close(115);
    assertEquals(1, observed.units(0, ArmComparison.REFERENCE));
  }

  @Test
  void unitsWithOpenWindows_areBounded() {
    ArmComparison flag = new ArmComparison(0, List.of(0.5));
    ObservedUnits observed = new ObservedUnits(List.of(flag), 10);
    for (long unit = 1; unit <= 2L * MetricWindows.MAX_OPEN; unit++) {
      observed.exposed(new TestEvent(EventKind.EXPOSED, 1, UnitHash.spread(unit), 0, 1, 0));
    }
    observed.close(11);
    assertEquals(1, (double) observed.units(0, 0) / MetricWindows.MAX_OPEN, 0.1);
    observed.exposed(new TestEvent(EventKind.EXPOSED, 20, 7, 0, 0, 0));
    observed.close(30);
    assertEquals(1, observed.units(0, ArmComparison.REFERENCE), "there is room again");
  }

  /** The percentage's share at least, and at most four times its odds. */
  @ParameterizedTest
  @CsvSource({
    "10, 90, false, 0.1",
    "9, 91, false, 0.1",
    "15, 85, false, 0.15",
    "30, 70, false, 0.3",
    "31, 69, false, 0.3076923076923077",
    "100, 0, false, 0.3076923076923077",
    "0, 0, false, 0.1",
    "10, 90, true, 0.9",
    "5, 95, true, 0.95",
    "50, 50, true, 0.9",
    "0, 100, true, 0.972972972972973",
  })
  void unevenGroups_areJudgedByTheShareSeen_withinBounds(
      int on, int off, boolean down, double share) {
    Evenness evenness = new Evenness(List.of(new ArmComparison(0, List.of(0.5, 0.1))));
    for (long unit = 1; unit <= on + off; unit++) {
      evenness.exposed(exposed(UnitHash.spread(unit), 1, unit <= on ? 1 : 0));
    }
    assertArrayEquals(new double[] {0.5, share}, evenness.shares(0, down), 1e-12);
  }

  @ParameterizedTest
  @CsvSource({
    "49999999, 0",
    "50000000, 0",
    "50000001, 1",
    "5000000000, 9",
    "5000000001, 10",
    "0, 0"
  })
  void latencyGrid_countsTheLimitsThatADurationIsOver(long nanos, int index) {
    assertEquals(10, LatencyGrid.size());
    assertEquals(50_000_000, LatencyGrid.limit(0));
    assertEquals(5_000_000_000L, LatencyGrid.limit(9));
    assertEquals(83_405_027, LatencyGrid.limit(1));
    assertEquals(index, LatencyGrid.index(nanos));
  }

  @Test
  void comparisons_haveTheSharesOfPercentagesAndWeights() {
    assertEquals(List.of(), ArmComparison.of(new double[0], new double[0]));
    List<ArmComparison> all = ArmComparison.of(new double[] {1, 50}, new double[] {3, 1, 0});
    assertEquals(
        List.of(new ArmComparison(0, List.of(0.01, 0.5)), new ArmComparison(1, List.of(0.25))),
        all);
    ArmComparison flag = all.get(0);
    assertEquals(2, flag.strata());
    assertEquals(0.5, flag.share(1));
    assertEquals(ArmComparison.TESTED, flag.side(exposed(1, 0, 1)));
    assertEquals(ArmComparison.TESTED, flag.side(exposed(1, 1, 3)));
    assertEquals(ArmComparison.REFERENCE, flag.side(exposed(1, 1, 0)));
    assertEquals(ArmComparison.NEITHER, flag.side(exposed(1, 2, 0)));
    assertEquals(ArmComparison.NEITHER, flag.side(exposed(1, -1, 0)));
    assertEquals(1, flag.stratum(exposed(1, 1, 0)));
    ArmComparison variant = all.get(1);
    assertEquals(ArmComparison.TESTED, variant.side(exposed(1, 1, 2)));
    assertEquals(ArmComparison.REFERENCE, variant.side(exposed(1, 1, 1)));
    assertEquals(ArmComparison.NEITHER, variant.side(exposed(1, 1, 3)));
    assertEquals(ArmComparison.NEITHER, variant.side(exposed(1, 1, 0)));
    assertEquals(0, variant.stratum(exposed(1, 1, 1)));
  }

  @Test
  void signals_haveTheIndexesOfTheirKinds() {
    Guard guard =
        Guard.builder()
            .errors(false)
            .slow(Duration.ofSeconds(1))
            .metric("purchase", Direction.DOWN)
            .metric("refund", Direction.UP)
            .build();
    assertEquals(
        List.of(
            new TestSignal(1, "slow", false),
            new TestSignal(2, "purchase", true),
            new TestSignal(3, "refund", false)),
        TestSignal.of(guard));
    assertEquals(
        List.of(false, true, true),
        TestSignal.of(guard).stream().map(TestSignal::isMetric).toList());
    assertEquals(1, TestSignal.of(Guard.DEFAULT).size());
    assertEquals(2, TestSignal.of(Guard.builder().slowAuto().build()).size());
  }

  @Test
  void recentHits_areRetriesWithinThePause_andRecoverOnceAfterIt() {
    RecentHits hits = new RecentHits(100);
    assertFalse(hits.hasRecovered(7, 0, 1_000), "it was never hit");
    assertTrue(hits.isNew(7, 0, 1_000));
    assertFalse(hits.isNew(7, 0, 1_000));
    assertTrue(hits.isNew(7, 1, 1_000), "another signal");
    assertFalse(hits.isNew(7, 0, 1_099));
    assertFalse(hits.hasRecovered(7, 0, 1_099));
    assertTrue(hits.hasRecovered(7, 0, 1_100));
    assertFalse(hits.hasRecovered(7, 0, 1_100), "it has recovered already");
    assertTrue(hits.isNew(7, 1, 1_100));
    assertFalse(hits.isNew(7, 1, 1_100));
  }

  @Test
  void metricWindows_countWhatIsDoneBetweenTheirEnds_onceAndInOrder() {
    MetricWindows windows = new MetricWindows(100);
    windows.open(new TestEvent(EventKind.EXPOSED, 50, 1, 0, 1, 0), 9);
    windows.open(new TestEvent(EventKind.EXPOSED, 60, 1, 0, 1, 0), 9);
    windows.open(new TestEvent(EventKind.EXPOSED, 60, 2, 0, 0, 0), 0);
    windows.record(1, 0, 49);
    windows.record(1, 1, 50);
    windows.record(1, 3, 150);
    windows.record(1, 4, 151);
    windows.record(3, 1, 60);
    windows.record(2, 0, 70);
    List<String> done = new ArrayList<>();
    MetricWindows.MetricTaker taker =
        (window, metric) ->
            done.add(window.exposure().unit() + " " + metric + " " + window.address());
    windows.close(149, taker);
    assertEquals(List.of(), done);
    windows.close(150, taker);
    assertEquals(List.of("1 1 9", "1 3 9"), done);
    windows.close(160, taker);
    assertEquals(List.of("1 1 9", "1 3 9", "2 0 0"), done);
    windows.close(1_000, taker);
    assertEquals(3, done.size());
    assertEquals(150, windows.end(new TestEvent(EventKind.EXPOSED, 50, 1, 0, 1, 0)));
  }

  @Test
  void metricWindows_areBounded() {
    MetricWindows windows = new MetricWindows(100);
    for (long unit = 1; unit <= MetricWindows.MAX_OPEN + 1; unit++) {
      windows.open(new TestEvent(EventKind.EXPOSED, 0, unit, 0, 1, 0), 0);
      windows.record(unit, 0, 1);
    }
    long[] done = new long[1];
    windows.close(100, (window, metric) -> done[0]++);
    assertEquals(MetricWindows.MAX_OPEN, done[0]);
  }

  @Test
  void testKey_isWhatIdentifiesATest() {
    Flag flag =
        guarded("checkout")
            .salt("pepper")
            .bucketBy("country")
            .percentage(10)
            .rule(Rule.percentage(Condition.is("country", "nl"), 50))
            .rule(Rule.percentage(Condition.is("country", "be"), 100))
            .rule(Rule.percentage(Condition.is("country", "fr"), 0))
            .rule(Rule.percentage(Condition.is("country", "de"), 10))
            .rule(Rule.enabled(Condition.is("country", "uk"), true))
            .build();
    TestKey key = key(flag, START);
    assertEquals(List.of(50.0, 10.0), key.percentages());
    assertArrayEquals(new double[] {10, 50}, key.groups());
    assertEquals("pepper", key.salt());
    assertEquals("country", key.bucketBy());
    assertTrue(key.hasGroups());
    assertEquals(0.001, key.alphaPerStep());
    assertEquals(0, key.weights().length);
    Guard otherwise = Guard.builder().then(Then.HOLD).min(7).tolerance(0.1).build();
    assertEquals(key, key(flag.toBuilder().guard(otherwise).build(), START));
    Guard slower = Guard.builder().slowAuto().build();
    assertFalse(key.equals(key(flag.toBuilder().guard(slower).build(), START)));
    assertNull(TestKey.of(flag.toBuilder().guard(null).build(), START));
    assertNull(TestKey.of(flag.toBuilder().killed(new Kill("ann", START, "x")).build(), START));
  }

  @Test
  void testKey_ofASchedule_isThatOfItsStep_withItsPartOfAlpha() {
    Schedule schedule =
        Schedule.from(START, Step.days(0, "staff"), Step.days(1, 10), Step.days(2, 100));
    Flag flag = guarded("checkout").schedule(schedule).build();
    TestKey first = key(flag, START);
    assertEquals(1, first.step());
    assertFalse(first.hasGroups());
    assertEquals(START, first.start());
    TestKey second = key(flag, START.plus(Duration.ofDays(1)));
    assertArrayEquals(new double[] {10}, second.groups());
    assertEquals(0.001 / 3, second.alphaPerStep());
    assertEquals(0, key(flag, START.plus(Duration.ofDays(2))).groups().length);
    assertEquals(0, Objects.requireNonNull(TestKey.of(flag, 4)).groups().length);
    Flag variants =
        guarded("look")
            .enabled(true)
            .variants(List.of(Variant.of("a", 1), Variant.of("b", 2)))
            .build();
    assertArrayEquals(new double[] {1, 2}, key(variants, START).weights());
    assertTrue(key(variants, START).hasGroups());
    Flag one = guarded("look").enabled(true).variants(List.of(Variant.of("a", 1))).build();
    assertEquals(0, key(one, START).weights().length);
  }

  @Test
  void dependents_areTheGuardedFlagsThatRequireAFlagToBeOn() {
    FlagSet set =
        FlagSet.of(
            Flag.builder("base").build(),
            Flag.builder("middle").requires("base").build(),
            guarded("leaf").requires("middle").build(),
            guarded("other").requires(List.of(new Requirement("base", false))).build(),
            guarded("second").requires("base").build());
    assertEquals(
        Map.of("base", List.of("leaf", "second"), "middle", List.of("leaf")), Dependents.of(set));
  }

  @Test
  void sharedSalts_areThoseOfFlagsThatAreDrawn() {
    FlagSet set =
        FlagSet.of(
            guarded("one").salt("s").percentage(10).build(),
            guarded("two").salt("s").percentage(20).build(),
            Flag.builder("plain").salt("s").percentage(99).build(),
            Flag.builder("whole").salt("s").percentage(100).build(),
            Flag.builder("none").salt("s").percentage(0).build(),
            Flag.builder("killed")
                .salt("s")
                .percentage(5)
                .killed(new Kill("a", START, "x"))
                .build(),
            Flag.builder("elsewhere").salt("s").bucketBy("country").percentage(5).build(),
            Flag.builder("ruled")
                .salt("s")
                .rule(Rule.percentage(Condition.is("country", "nl"), 5))
                .build(),
            Flag.builder("fixed")
                .salt("s")
                .rule(Rule.enabled(Condition.is("a", "b"), true))
                .build(),
            Flag.builder("planned")
                .salt("s")
                .schedule(Schedule.from(START, Step.days(0, 5)))
                .build(),
            Flag.builder("coloured")
                .salt("s")
                .enabled(true)
                .variants(List.of(Variant.of("a", 1), Variant.of("b", 1)))
                .build(),
            Flag.builder("black")
                .salt("s")
                .enabled(true)
                .variants(List.of(Variant.of("a", 1), Variant.of("b", 0)))
                .build(),
            guarded("alone").percentage(10).build());
    SharedSalts salts = SharedSalts.of(set);
    assertEquals(Set.of("two"), salts.guarded("one"));
    assertEquals(Set.of("one"), salts.guarded("two"));
    assertEquals(Set.of("plain", "ruled", "planned", "coloured"), salts.unguarded("one"));
    assertEquals(Set.of(), salts.guarded("alone"));
    assertEquals(Set.of(), salts.unguarded("alone"));
    assertEquals(Set.of(), salts.guarded("plain"));
    assertEquals(Set.of(), salts.unguarded("plain"));
  }

  @Test
  void unitFilter_growsOnlyWhenItIsFull() {
    UnitFilter filter = new UnitFilter();
    SplittableRandom random = new SplittableRandom(5);
    int added = 0;
    // 4 KiB have 12 bits for each of 2,730 members.
    while (added < 2_730) {
      added += filter.add(random.nextLong()) ? 1 : 0;
    }
    assertEquals(4 << 10, filter.bytes());
    while (!filter.add(random.nextLong())) {
      added++;
    }
    assertEquals(12 << 10, filter.bytes());
  }
}
