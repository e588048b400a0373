package dev.jackstaff.guard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jackstaff.guard.FlagEvidence.RequestOutcome;
import dev.jackstaff.guard.TestEvent.EventKind;
import dev.jackstaff.model.Flag;
import dev.jackstaff.model.Guard;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Hashes of several numbers do not meet because the numbers have the same sum or difference. */
class UnitHashTest {
  private static final long GOLDEN = 0x9e3779b97f4a7c15L;

  /** The step between two units. */
  @ParameterizedTest
  @ValueSource(longs = {1, -1, 2, 256, 1L << 31, 1L << 32, GOLDEN, -GOLDEN, GOLDEN << 1})
  void pairsOfNumbersInStep_haveDifferentHashes(long step) {
    Set<Long> hashes = new HashSet<>();
    Set<List<Long>> pairs = new HashSet<>();
    for (long start : new long[] {0, 1, Long.MAX_VALUE, 0x1234_5678_9abc_def0L}) {
      for (int i = 0; i < 500; i++) {
        for (int j = 0; j < 20; j++) {
          long first = start + i * step;
          for (long second : new long[] {j, j * step}) {
            pairs.add(List.of(first, second));
            hashes.add(UnitHash.mix(first, second));
          }
        }
      }
    }
    hashes.forEach(hash -> assertTrue(hash > 0));
    assertEquals(pairs.size(), hashes.size());
  }

  @Test
  void order_matters() {
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < 1_000; i++) {
      long first = random.nextLong();
      long second = random.nextLong();
      assertTrue(UnitHash.mix(first, second) != UnitHash.mix(second, first));
      assertTrue(UnitHash.mix(first, first) != UnitHash.mix(second, second));
    }
  }

  /** A table of what is kept under a hash of two numbers, each with units that are neighbours. */
  @Test
  void neighbours_areHitEachForItself() {
    RecentHits hits = new RecentHits(10);
    long unit = UnitHash.hash("user:1");
    for (int signal = 11; signal >= 0; signal--) {
      assertTrue(hits.isNew(unit - signal, signal, 100), "unit " + signal);
    }
  }

  @Test
  void neighbours_haveALimitEach() {
    AddressLimit limit = new AddressLimit(1);
    long address = UnitHash.hash("203.0.113.9");
    for (int signal = 11; signal >= 0; signal--) {
      assertTrue(limit.admits(100 + signal, address - signal, signal), "address " + signal);
    }
    assertEquals(12, limit.addresses());
  }

  @Test
  void unitThatWasNotExposed_doesNotCount_becauseAnotherOneWas() {
    List<TestEvent> events = new ArrayList<>();
    Flag flag = Flag.builder("checkout").build();
    FlagEvidence evidence = new FlagEvidence(flag, Guard.DEFAULT, new double[] {10}, events::add);
    int on = FlagEvidence.assignment(0, 1);
    long unit = UnitHash.hash("user:1");
    evidence.checked(on, unit, 1, 0);
    RequestOutcome outcome = new RequestOutcome();
    outcome.begun = 2;
    outcome.failed = true;
    for (long step : new long[] {1, GOLDEN}) {
      for (int i = -20; i <= 20; i++) {
        if (i != 0) {
          evidence.ended(on, unit + i * step, outcome);
        }
      }
    }
    assertEquals(List.of(EventKind.EXPOSED), events.stream().map(TestEvent::kind).toList());
  }
}
