package dev.jackstaff.guard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jackstaff.guard.TestEvent.EventKind;
import dev.jackstaff.model.Condition;
import dev.jackstaff.model.Flag;
import dev.jackstaff.model.Guard;
import dev.jackstaff.model.Guard.Direction;
import dev.jackstaff.model.Rule;
import dev.jackstaff.model.Variant;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every number of a state is a number, and is computed in finite time, whatever was configured. */
@Timeout(value = 5, unit = TimeUnit.MINUTES, threadMode = ThreadMode.SEPARATE_THREAD)
class GuardNumbersTest {
  private static final double[] PERCENTAGES = {
    Double.MIN_VALUE, 1e-300, 1e-12, 0.0001, 0.01, 50, 99.99, 99.9999999, 99.99999999999999
  };
  private static final double[] ALPHAS = {
    Double.MIN_VALUE, 1e-300, 1e-6, 0.001, 0.9999999999999999
  };

  private long at = 1_700_000_000_000_000_000L;
  private long unit;

  /** A number of failing units of the on-group and of the off-group. */
  private record Failing(int on, int off) {}

  /** One row of the table: a flag, and who has failed. */
  private record Row(String name, Flag flag, Failing failing) {
    @Override
    public String toString() {
      return name + " " + failing;
    }
  }

  private static Guard guard(double alpha) {
    return Guard.builder()
        .alpha(alpha)
        .slow(Duration.ofSeconds(1))
        .metric("purchase", Direction.DOWN)
        .tolerance(0.01)
        .build();
  }

  private static Flag flag(double percentage, double alpha) {
    return Flag.builder("checkout").percentage(percentage).guard(guard(alpha)).build();
  }

  static Stream<Row> rows() {
    List<Row> rows = new ArrayList<>();
    for (Failing failing :
        List.of(new Failing(0, 0), new Failing(9, 0), new Failing(0, 9), new Failing(60, 3))) {
      for (double percentage : PERCENTAGES) {
        rows.add(new Row(percentage + " %", flag(percentage, 0.001), failing));
      }
      for (double alpha : ALPHAS) {
        rows.add(new Row("alpha " + alpha, flag(10, alpha), failing));
      }
      rows.add(new Row("two percentages", twoPercentages(), failing));
      rows.add(new Row("weights", weights(1, 1e-300), failing));
      rows.add(new Row("weights", weights(1e-300, 1e300), failing));
    }
    return rows.stream();
  }

  private static Flag twoPercentages() {
    return Flag.builder("checkout")
        .rule(Rule.percentage(Condition.is("country", "nl"), 0.1))
        .percentage(0.01)
        .guard(guard(0.001))
        .build();
  }

  private static Flag weights(double first, double second) {
    return Flag.builder("checkout")
        .enabled(true)
        .variants(List.of(Variant.of("control", first), Variant.of("blue", second)))
        .guard(guard(0.001))
        .build();
  }

  @ParameterizedTest
  @MethodSource("rows")
  void state_hasFiniteNumbersOnly(Row row) {
    TestKey terms = Objects.requireNonNull(TestKey.of(row.flag(), Instant.EPOCH));
    SharedTest shared = new SharedTest("checkout", "");
    GuardedFlag watch = new GuardedFlag(row.flag(), terms, shared, false, Instant.EPOCH);
    ComparedArms test = watch.test();
    for (int stratum = 0; stratum < Math.max(1, terms.groups().length); stratum++) {
      fail(test, stratum, 1, row.failing().on());
      fail(test, stratum, terms.weights().length > 1 ? 2 : 0, row.failing().off());
    }
    assertFinite(watch.state());
    ComparedArms.Harm harm = test.judge(1);
    if (harm != null) {
      assertTrue(Double.isFinite(harm.evidence()), () -> "evidence " + harm.evidence());
      assertTrue(harm.evidence() >= test.limit(1), "less than the limit");
    }
    if (row.failing().on() == 0 && terms.weights().length == 0) {
      assertNull(harm);
    }
  }

  private void fail(ComparedArms test, int stratum, int arm, int units) {
    for (int i = 0; i < units; i++) {
      at += 1_000_000;
      unit++;
      test.exposed(new TestEvent(EventKind.EXPOSED, at, UnitHash.spread(unit), stratum, arm, 0));
      test.take(new TestEvent(EventKind.FIRST, at, unit, stratum, arm, 1 | 10 << 1));
      test.take(new TestEvent(EventKind.HIT, at, unit, stratum, arm, TestSignal.ERRORS));
      test.take(new TestEvent(EventKind.HIT, at, unit, stratum, arm, TestSignal.SLOW));
    }
  }

  private static void assertFinite(GuardState state) {
    assertTrue(Double.isFinite(state.evidence()), () -> "evidence " + state.evidence());
    assertTrue(state.evidence() >= 1, () -> "evidence " + state.evidence());
    assertTrue(Double.isFinite(10 * state.limit()), () -> "limit " + state.limit());
    assertTrue(state.limit() >= 1, () -> "limit " + state.limit());
    state.maxRatio().ifPresent(it -> assertTrue(it > 0 && it <= 1_000, () -> "ratio " + it));
    state.maxDifference().ifPresent(it -> assertTrue(it >= -1 && it < 1, () -> "difference " + it));
    for (RolloutArm arm : List.of(state.on(), state.off())) {
      for (Signal signal : state.signals()) {
        assertTrue(arm.share(signal) >= 0 && arm.share(signal) <= 1, arm::toString);
      }
    }
  }

  @Test
  void strongestEvidence_isAFiniteVerdict() {
    ComparedArms test =
        new ComparedArms(Objects.requireNonNull(TestKey.of(twoPercentages(), Instant.EPOCH)));
    fail(test, 0, 1, 1_000);
    fail(test, 1, 1, 1_000);
    ComparedArms.Harm harm = test.judge(1);
    assertNotNull(harm);
    assertEquals(Double.MAX_VALUE, harm.evidence());
  }

  /** The bound is none until a thousandfold is excluded, and then at most that. */
  @ParameterizedTest
  @CsvSource({
    "0, 0, 0.1, false",
    "0, 1, 0.1, true",
    "0, 2, 0.1, true",
    "5, 0, 0.1, false",
    "0, 1000000, 0.1, true",
    "1000000, 0, 0.1, false",
    "1000000, 9000000, 0.1, true",
    "0, 5, 1e-9, false",
    "0, 5, 0.999999, true",
    "5, 0, 0.999999, false",
    "3, 3, 1e-12, false",
    "0, 9, 2.2250738585072014E-308, false"
  })
  void maxRatio_isNoneOrABound(long tested, long reference, double share, boolean bounded) {
    Wager wager = new Wager(0, 0, 1, new double[] {share});
    for (long i = 0; i < tested; i++) {
      wager.count(0, true);
    }
    for (long i = 0; i < reference; i++) {
      wager.count(0, false);
    }
    double ratio = RateBounds.maxRatio(wager, List.of(share), 0.05);
    assertEquals(bounded, ratio <= 1_000, () -> "ratio " + ratio);
    assertTrue(ratio >= 1e-3, () -> "ratio " + ratio);
  }
}
