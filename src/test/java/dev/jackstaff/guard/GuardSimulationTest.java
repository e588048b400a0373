package dev.jackstaff.guard;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jackstaff.guard.SimulatedRollout.Result;
import dev.jackstaff.guard.SimulatedRows.Row;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import org.junit.jupiter.api.Test;

/**
 * Thousands of rollouts through the guard's test, with fixed seeds: the false halts where the flag
 * does nothing, and the users until the halt where it does harm. The tables are written to {@code
 * target/guard-simulation.md}. The build does few runs; {@code -Dguard.simulation=2000} does as
 * many without an effect in each row, 300 with harm, and 1,001 for the power. {@code -Dguard.rows}
 * chooses rows by a regular expression, and {@code -Dguard.seed} another seed.
 */
final class GuardSimulationTest {
  private static final long SEED = Long.getLong("guard.seed", 20_261_231);
  private static final String ONLY = System.getProperty("guard.rows", "");
  private static final int RUNS = Integer.getInteger("guard.simulation", 0);
  private static final Path TABLES = Path.of("target", "guard-simulation.md");

  @Test
  void flagWithoutEffect_isHaltedAtMostAsOftenAsAlpha() {
    int runs = RUNS == 0 ? 10 : RUNS;
    List<String> table = new ArrayList<>();
    table.add("| a flag that does nothing, alpha 0.01 | halted | at most, with 95 % |");
    table.add("|---|---:|---:|");
    List<String> wrong = new ArrayList<>();
    for (Row row : SimulatedRows.withoutEffect()) {
      if (!row.name().matches(".*" + ONLY + ".*")) {
        continue;
      }
      List<Result> results = all(runs, row.name(), row.run()::with);
      long halted = results.stream().filter(Result::halted).count();
      double upper = upper(halted, runs, 0.95);
      table.add(line("| %s | %.2f %% | %.2f %% |", row.name(), 100.0 * halted / runs, 100 * upper));
      if (!isAtMostAlpha(halted, runs)) {
        wrong.add(row.name() + ": " + halted + " of " + runs);
      }
    }
    write(table);
    assertTrue(wrong.isEmpty(), () -> String.join("; ", wrong));
  }

  /**
   * Up to four times the odds of the percentage, chosen ids that fail as all do halt nothing; with
   * more of them they cannot be told from harm.
   */
  @Test
  void chosenIds_haltNothing_asLongAsTheyAreFew() {
    int runs = RUNS == 0 ? 10 : RUNS;
    List<String> table = new ArrayList<>();
    table.add("| ids chosen to have a flag that does nothing, alpha 0.01 | halted |");
    table.add("|---|---:|");
    for (Row row : SimulatedRows.withChosenIds()) {
      List<Result> results = all(runs, row.name(), row.run()::with);
      long halted = results.stream().filter(Result::halted).count();
      table.add(line("| %s | %.2f %% |", row.name(), 100.0 * halted / runs));
      boolean few = row.name().matches(".* (25|50|100) of .*");
      assertTrue(!few || isAtMostAlpha(halted, runs), row + ": " + halted);
    }
    write(table);
  }

  @Test
  void flagThatDoesHarm_isHaltedInEveryRun() {
    int runs = RUNS == 0 ? 3 : 300;
    List<String> table = new ArrayList<>();
    table.add(
        "| a harmful flag, alpha 0.001 | halted of %d | failing users, median | users with it, median |"
            .formatted(runs));
    table.add("|---|---:|---:|---:|");
    List<String> wrong = new ArrayList<>();
    for (Row row : SimulatedRows.withHarm()) {
      if (!row.name().matches(".*" + ONLY + ".*")) {
        continue;
      }
      List<Result> results = all(runs, row.name(), row.run()::with);
      long halted = results.stream().filter(Result::halted).count();
      int failing = median(results, Result::failing);
      int users = median(results, Result::users);
      table.add(line("| %s | %d | %,d | %,d |", row.name(), halted, failing, users));
      if (halted < runs) {
        wrong.add(row.name() + ": " + halted + " of " + runs);
      }
    }
    write(table);
    assertTrue(wrong.isEmpty(), () -> String.join("; ", wrong));
  }

  @Test
  void harmfulFlag_isFoundAlmostAsSoonAsByTheBestTest() {
    int runs = RUNS == 0 ? 21 : 1_001;
    List<String> table = new ArrayList<>();
    table.add(
        "| failures 0.5 → 5 %, alpha 0.001: users with the flag until the halt, median | Wald's"
            + " | best without the base rate | guard |");
    table.add("|---|---:|---:|---:|");
    for (double percentage : new double[] {1, 10, 25, 50, 90, 99}) {
      List<SimulatedPower> results =
          all(
              runs,
              SimulatedRows.percent(percentage),
              random -> SimulatedPower.run(random, percentage / 100, 0.001));
      int wald = median(results, SimulatedPower::wald);
      int ratio = median(results, SimulatedPower::ratio);
      int guard = median(results, SimulatedPower::guard);
      table.add(
          line(
              "| %s on | %,d | %,d (%.1f ×) | %,d (%.1f ×) |",
              SimulatedRows.percent(percentage),
              wald,
              ratio,
              (double) ratio / wald,
              guard,
              (double) guard / wald));
      assertTrue(guard < 3 * ratio, () -> "at " + percentage + " %: " + guard + ", " + ratio);
    }
    write(table);
  }

  private static String line(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }

  static <T> List<T> all(int runs, String row, Function<SplittableRandom, T> run) {
    SplittableRandom seeds = new SplittableRandom(SEED + row.hashCode());
    List<T> all = new ArrayList<>();
    for (int i = 0; i < runs; i++) {
      all.add(run.apply(seeds.split()));
    }
    return all;
  }

  static <T> int median(List<T> results, ToIntFunction<T> of) {
    int[] sorted = results.stream().mapToInt(of).sorted().toArray();
    return sorted[sorted.length / 2];
  }

  static void write(List<String> table) {
    try {
      Files.createDirectories(TABLES.getParent());
      List<String> lines = new ArrayList<>();
      if (Files.exists(TABLES)) {
        lines.addAll(Files.readAllLines(TABLES, StandardCharsets.UTF_8));
      }
      String head = table.get(0);
      int old = lines.indexOf(head);
      if (old >= 0) {
        int end = old;
        while (end < lines.size() && !lines.get(end).isEmpty()) {
          end++;
        }
        lines.subList(old, Math.min(end + 1, lines.size())).clear();
      }
      lines.addAll(table);
      lines.add("");
      Files.write(TABLES, lines, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /**
   * Returns whether so many halts are possible with a probability of 1 %; it is wrong once in
   * 100,000 times.
   */
  static boolean isAtMostAlpha(long halted, int runs) {
    return upper(runs - halted, runs, 0.99999) >= 0.99;
  }

  /** Clopper and Pearson's one-sided bound: with it, so few hits are as rare as 1 - confidence. */
  private static double upper(long hits, long of, double confidence) {
    double low = 0;
    double high = 1;
    for (int i = 0; i < 60; i++) {
      double middle = (low + high) / 2;
      if (atMost(hits, of, middle) > 1 - confidence) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return high;
  }

  private static double atMost(long hits, long of, double p) {
    double log = of * Math.log1p(-p);
    double sum = 0;
    for (long k = 0; k <= hits; k++) {
      sum += Math.exp(log);
      log += Math.log((of - k) / (k + 1.0)) + Math.log(p) - Math.log1p(-p);
    }
    return sum;
  }
}
