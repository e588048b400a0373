package dev.jackstaff.guard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jackstaff.QuietLog;
import dev.jackstaff.guard.SimulatedRollout.Result;
import dev.jackstaff.guard.SimulatedRollout.World;
import dev.jackstaff.guard.SimulatedRows.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The main rows of {@link GuardSimulationTest} by the public API, beside those of the guard's
 * classes alone. The build does two runs of each; {@code -Dguard.public=300} does as many, and
 * writes the table to {@code target/guard-simulation.md}.
 */
@ExtendWith(QuietLog.class)
final class PublicSimulationTest {
  private static final int RUNS = Integer.getInteger("guard.public", 2);

  private static final List<String> WITHOUT_EFFECT =
      List.of(
          "10 % on, 1 % fail",
          "50 % on, 20 % fail",
          "10 % on, checked on four pages against one",
          "50 % on, 5 minutes in which 100 % fail, with the flag at once, without after 10 s; next"
              + " request after 30 s",
          "50 % on, 10 s slower, patience 30 s");

  private static final List<String> WITH_HARM =
      List.of(
          "10 % on, it times out after 5 s, after 2,000 quiet requests",
          "50 % on, it times out after 10 s",
          "25 % on, the failing page does not check it",
          "0.5 → 5 %, one node",
          "50 % on, 30 → 60 % fail");

  private static Row row(List<Row> rows, String name) {
    return rows.stream().filter(row -> row.name().equals(name)).findAny().orElseThrow();
  }

  private static Result byThePublicApi(Row row, SplittableRandom random) {
    World world = Objects.requireNonNull(row.world());
    try (PublicRollout rollout = new PublicRollout(world, random)) {
      return rollout.run();
    }
  }

  @Test
  void flagWithoutEffect_isHaltedAsRarelyByThePublicApi() {
    List<String> table = new ArrayList<>();
    table.add("| a flag that does nothing, %d runs | classes alone | public API |".formatted(RUNS));
    table.add("|---|---:|---:|");
    List<Row> rows = SimulatedRows.withoutEffect();
    for (String name : WITHOUT_EFFECT) {
      Row row = row(rows, name);
      long direct = halted(GuardSimulationTest.all(RUNS, name, row.run()::with));
      long open = halted(GuardSimulationTest.all(RUNS, name, it -> byThePublicApi(row, it)));
      table.add("| %s | %d | %d |".formatted(name, direct, open));
      assertTrue(GuardSimulationTest.isAtMostAlpha(open, RUNS), name + ": " + open);
    }
    GuardSimulationTest.write(table);
  }

  /** The guard looks every two seconds, and waits for the oldest open request. */
  @Test
  void flagThatDoesHarm_isHaltedByThePublicApi_afterAboutAsManyUsers() {
    List<String> table = new ArrayList<>();
    table.add(
        "| a harmful flag, halted of %d, failing users, median | classes alone | public API |"
            .formatted(RUNS));
    table.add("|---|---:|---:|");
    List<Row> rows = SimulatedRows.withHarm();
    for (String name : WITH_HARM) {
      Row row = row(rows, name);
      List<Result> direct = GuardSimulationTest.all(RUNS, name, row.run()::with);
      List<Result> open = GuardSimulationTest.all(RUNS, name, it -> byThePublicApi(row, it));
      int least = GuardSimulationTest.median(direct, Result::failing);
      int most = GuardSimulationTest.median(open, Result::failing);
      table.add(
          "| %s | %d: %,d | %d: %,d |".formatted(name, halted(direct), least, halted(open), most));
      assertEquals(RUNS, halted(open), name);
    }
    GuardSimulationTest.write(table);
  }

  private static long halted(List<Result> results) {
    return results.stream().filter(Result::halted).count();
  }
}
