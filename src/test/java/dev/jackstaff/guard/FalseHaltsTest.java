package dev.jackstaff.guard;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jackstaff.Figures;
import dev.jackstaff.guard.TestEvent.EventKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The exact probability of a false halt, without any simulation: a list is fixed, as it is if the
 * flag does nothing, and all ways in which its units may be divided are summed up.
 */
class FalseHaltsTest {
  private static final int UNITS = 10;
  private static final long DAY = Duration.ofDays(1).toNanos();

  /** Every hit begins another wager, and units come back: the most that wagers can interfere. */
  @ParameterizedTest
  @CsvSource({"0.01, 0.05", "0.1, 0.05", "0.5, 0.05", "0.9, 0.05", "0.5, 0.3", "0.01, 0.3"})
  void unionOfWagers_haltsByMistakeAtMostAsOftenAsAlpha(double share, double alpha) {
    ArmComparison comparison = new ArmComparison(0, List.of(share));
    for (long seed = 0; seed < 4; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      int[] list = random.ints(16, 0, UNITS).toArray();
      long[] days = random.longs(list.length, 0, 2).toArray();
      for (boolean down : new boolean[] {false, true}) {
        double halted =
            probability(
                share,
                arms -> {
                  Wagers wagers = new Wagers(comparison, down, 1, Duration.ZERO);
                  long at = DAY;
                  for (int i = 0; i < list.length; i++) {
                    at += days[i] * DAY;
                    wagers.hit(event(EventKind.HIT, at, list[i], arms, 0));
                  }
                  return wagers.peak();
                },
                1 / alpha);
        assertTrue(halted <= alpha, () -> "halted " + halted);
      }
    }
  }

  /** The bets on all units, and those on their durations. */
  @ParameterizedTest
  @CsvSource({"0.1, 0.05", "0.5, 0.2"})
  void allUnits_haltByMistakeAtMostAsOftenAsAlpha(double share, double alpha) {
    ArmComparison comparison = new ArmComparison(0, List.of(share));
    for (long seed = 0; seed < 6; seed++) {
      int[] details = new SplittableRandom(seed).ints(UNITS, 0, 22).toArray();
      Function<boolean[], List<TestEvent>> list =
          arms -> {
            List<TestEvent> events = new ArrayList<>();
            for (int i = 0; i < UNITS; i++) {
              events.add(event(EventKind.FIRST, i, i, arms, details[i]));
            }
            return events;
          };
      double failing =
          probability(
              share,
              arms -> {
                AllUnits all = new AllUnits(comparison, 1);
                list.apply(arms).forEach(all::first);
                return all.peak();
              },
              1 / alpha);
      assertTrue(failing <= alpha, () -> "halted " + failing);
      double slow =
          probability(
              share,
              arms -> {
                LatencyBets bets = new LatencyBets(comparison, 1);
                list.apply(arms).forEach(bets::first);
                return bets.peak();
              },
              1 / alpha);
      assertTrue(slow <= alpha, () -> "halted " + slow);
    }
  }

  /** Units come back again and again, and fail or not. */
  @ParameterizedTest
  @CsvSource({"0.01, 0.5", "0.1, 0.5", "0.5, 0.5", "0.5, 0.3", "0.9, 0.5"})
  void unitsThatReturn_haltByMistakeAtMostAsOftenAsAlpha(double share, double alpha) {
    ArmComparison comparison = new ArmComparison(0, List.of(share));
    double most = 0;
    for (long seed = 0; seed < 12; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      int[] list = random.ints(40, 0, UNITS).toArray();
      boolean[] hits = new boolean[list.length];
      for (int i = 0; i < hits.length; i++) {
        hits[i] = random.nextBoolean();
      }
      double halted =
          probability(
              share,
              arms -> {
                Wagers wagers = new Wagers(comparison, false, 1, Duration.ZERO);
                for (int i = 0; i < list.length; i++) {
                  EventKind kind = hits[i] ? EventKind.HIT : EventKind.RECOVERED;
                  TestEvent event = event(kind, DAY + i, list[i], arms, 0);
                  if (hits[i]) {
                    wagers.hit(event);
                  } else {
                    wagers.recovered(event);
                  }
                }
                return wagers.returns().peak();
              },
              1 / alpha);
      most = Math.max(most, halted);
      assertTrue(halted <= alpha, () -> "halted " + halted);
    }
    Figures.record("false halts by returning units, p %s, alpha %s: %.3g", share, alpha, most);
  }

  private static TestEvent event(EventKind kind, long at, int unit, boolean[] arms, int detail) {
    return new TestEvent(kind, at, unit + 1, 0, arms[unit] ? 1 : 0, detail);
  }

  private static double probability(double share, ToDoubleFunction<boolean[]> peak, double limit) {
    double sum = 0;
    boolean[] arms = new boolean[UNITS];
    for (int bits = 0; bits < 1 << UNITS; bits++) {
      for (int i = 0; i < UNITS; i++) {
        arms[i] = (bits >> i & 1) != 0;
      }
      if (peak.applyAsDouble(arms) >= limit) {
        int on = Integer.bitCount(bits);
        sum += Math.pow(share, on) * Math.pow(1 - share, UNITS - on);
      }
    }
    return sum;
  }

  /** Three wagers of 50 units each, by dynamic programming over the counts of each part. */
  @ParameterizedTest
  @CsvSource({
    "0.01, 0.001",
    "0.1, 0.001",
    "0.5, 0.001",
    "0.01, 0.01",
    "0.1, 0.01",
    "0.5, 0.01",
    "0.9, 0.01"
  })
  void listOf150Units_haltsByMistakeAtMostAsOftenAsAlpha(double share, double alpha) {
    Map<Long, Double> evidence = new HashMap<>();
    double halted = 0;
    double[][][] now = {{{1}}};
    for (int n = 1; n <= 150; n++) {
      double[][][] next = new double[51][51][51];
      int part = (n - 1) / 50;
      for (int a = 0; a < now.length; a++) {
        for (int b = 0; b < now[a].length; b++) {
          for (int c = 0; c < now[a][b].length; c++) {
            double mass = now[a][b][c];
            if (mass == 0) {
              continue;
            }
            next[a][b][c] += mass * (1 - share);
            int[] counts = {a, b, c};
            counts[part]++;
            if (halts(evidence, counts, n, share, alpha)) {
              halted += mass * share;
            } else {
              next[counts[0]][counts[1]][counts[2]] += mass * share;
            }
          }
        }
      }
      now = next;
    }
    Figures.record("false halts of 150 units, p %s, alpha %s: %.3g", share, alpha, halted);
    double is = halted;
    assertTrue(is <= alpha, () -> "halted " + is);
    assertTrue(is > alpha / 50, () -> "hardly ever: " + is);
  }

  private static boolean halts(
      Map<Long, Double> known, int[] counts, int n, double share, double alpha) {
    double[] weights = {0.5, 0.25, 1.0 / 12};
    for (int first = 0; 50 * first < n; first++) {
      int on = Arrays.stream(counts, first, 3).sum();
      int off = n - 50 * first - on;
      double evidence =
          known.computeIfAbsent(
              1000L * on + off, key -> EProcess.evidence(key / 1000, key % 1000, share));
      if (evidence * weights[first] >= 1 / alpha) {
        return true;
      }
    }
    return false;
  }
}
