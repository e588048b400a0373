package dev.jackstaff.guard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jackstaff.QuietLog;
import dev.jackstaff.guard.GuardState.Phase;
import dev.jackstaff.guard.HostileClient.Attack;
import dev.jackstaff.guard.HostileClient.Result;
import dev.jackstaff.guard.HostileClient.Way;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The numbers of the manual's page on guards: what one client can do, by requests through a real
 * filter to a real guard, with a fixed seed. The tables are written to {@code
 * target/hostile-clients.md}. The build does one run; {@code -Dguard.hostile=21} does as many for
 * each cell, 300 with harm, and {@code -Dguard.bots=2000} as many of each row without an effect.
 */
@ExtendWith(QuietLog.class)
final class HostileSimulationTest {
  private static final long SEED = 20_261_201;
  private static final int RUNS = Integer.getInteger("guard.hostile", 0);
  private static final int BOTS = Integer.getInteger("guard.bots", 0);
  private static final Path TABLES = Path.of("target", "hostile-clients.md");
  private static final double[] PERCENTAGES = {1, 10, 25, 50};
  private static final double ALPHA = 0.001;

  private static final int MAX_REQUESTS = RUNS == 0 ? 1_000 : 20_000;

  private record Row(String name, Way way, int perAddress, boolean oneAddress) {
    Attack at(double percentage, double alpha) {
      return new Attack(way, percentage, perAddress, oneAddress, alpha);
    }
  }

  private static final List<Row> ROWS =
      List.of(
          new Row("chosen ids in a trusted header", Way.HEADER, 0, false),
          new Row("the same, `perAddress` 10, one address", Way.HEADER, 10, true),
          new Row("the same, `perAddress` 4, one address", Way.HEADER, 4, true),
          new Row("invented ids of visitors, no `visitorSecret`", Way.UNSIGNED, 0, false),
          new Row("invented ids of visitors, with `visitorSecret`", Way.FORGED, 0, false),
          new Row("signed cookies, kept if they have the flag", Way.FARMED, 0, false),
          new Row("the same, `perAddress` 10, one address", Way.FARMED, 10, true),
          new Row("the same, `perAddress` 4, one address", Way.FARMED, 4, true),
          new Row("signed cookies, all kept", Way.FARMED_EVENLY, 0, false));

  @Test
  void oneClient_needsSoManyRequests() {
    write(
        "| requests of one client (ids with the flag) until a false halt, median of %d | 1 %% | 10 %% | 25 %% | 50 %% |"
            .formatted(runs()));
    write("|---|---:|---:|---:|---:|");
    ROWS.forEach(row -> write(line(row, client -> client.untilHalted(MAX_REQUESTS))));
    write("");
    write(
        "| requests without a failure until the guard has reservations, median of %d | 1 %% | 10 %% | 25 %% | 50 %% |"
            .formatted(runs()));
    write("|---|---:|---:|---:|---:|");
    for (int i : new int[] {0, 3, 4, 5, 8}) {
      write(line(ROWS.get(i), client -> client.untilReserved(MAX_REQUESTS)));
    }
    write("");
  }

  private static int runs() {
    return Math.max(1, RUNS);
  }

  private static String line(Row row, Function<HostileClient, Result> attack) {
    return Arrays.stream(RUNS == 0 ? new double[] {10} : PERCENTAGES)
        .mapToObj(percentage -> cell(row, percentage, attack))
        .collect(Collectors.joining(" | ", "| " + row.name() + " | ", " |"));
  }

  private static String cell(Row row, double percentage, Function<HostileClient, Result> attack) {
    List<Result> results =
        all(
            runs(),
            random -> {
              try (HostileClient client = new HostileClient(row.at(percentage, ALPHA), random)) {
                return attack.apply(client);
              }
            });
    // With perAddress 4 it is rare: an honest user with the flag has to fail as well.
    boolean isSafe = row.way() == Way.UNSIGNED || row.way() == Way.FORGED;
    results.forEach(result -> assertFalse(isSafe && result.phase() == Phase.ENDED, row.name()));
    List<Result> reached =
        results.stream()
            .filter(Result::reached)
            .sorted(Comparator.comparingInt(Result::requests))
            .toList();
    if (reached.isEmpty()) {
      return String.format(Locale.ROOT, "not with %,d%s", MAX_REQUESTS, state(results.get(0)));
    }
    Result median = reached.get(reached.size() / 2);
    String all =
        reached.size() == runs() ? "" : " in %d of %d runs".formatted(reached.size(), runs());
    return String.format(
        Locale.ROOT, "%,d (%,d)%s%s", median.requests(), median.ids(), state(median), all);
  }

  private static String state(Result result) {
    return switch (result.phase()) {
      case WATCHING, ENDED -> "";
      default -> ", " + result.phase();
    };
  }

  @Test
  void botsThatChooseIds_haltNothing() {
    int runs = BOTS == 0 ? 2 : BOTS;
    write(
        "| 400 bots with chosen ids beside 400 users, 10 %% of all fail, alpha 0.01 | halted of %d |"
            .formatted(runs));
    write("|---|---:|");
    for (Way way : new Way[] {Way.UNSIGNED, Way.FORGED}) {
      for (double percentage : new double[] {1, 10, 50}) {
        Attack attack = new Attack(way, percentage, 0, false, 0.01);
        long halted =
            all(
                    runs,
                    random -> {
                      try (HostileClient client = new HostileClient(attack, random)) {
                        return client.isHaltedWithoutEffect(0.1);
                      }
                    })
                .stream()
                .filter(it -> it)
                .count();
        String ids = way == Way.UNSIGNED ? "without" : "with";
        write(
            "| %s on, %s `visitorSecret` | %d |"
                .formatted(SimulatedRows.percent(percentage), ids, halted));
        assertTrue(halted <= Math.max(1, 0.013 * runs), way + " at " + percentage + ": " + halted);
      }
    }
    write("");
  }

  @Test
  void harm_afterABurstOfChosenIds_isFound() {
    int runs = RUNS == 0 ? 2 : 300;
    write(
        "| 0.5 → 5 %% after a burst of 1,000 chosen ids in a header | killed of %d |"
            .formatted(runs));
    write("|---|---:|");
    for (double percentage : RUNS == 0 ? new double[] {10} : PERCENTAGES) {
      Attack attack = new Attack(Way.HEADER, percentage, 0, false, ALPHA);
      List<Boolean> halted =
          all(
              runs,
              random -> {
                try (HostileClient client = new HostileClient(attack, random)) {
                  return client.isHaltedAfterBurst(1_000, 100_000);
                }
              });
      long killed = halted.stream().filter(it -> it).count();
      write("| %s on | %d |".formatted(SimulatedRows.percent(percentage), killed));
      assertEquals(runs, killed, "at " + percentage);
    }
    write("");
  }

  /** Ids of visitors have a seed as well, so an attack is the same in every run. */
  @Test
  void attack_isTheSame_withTheSameSeed() {
    Attack attack = new Attack(Way.FARMED, 10, 0, false, ALPHA);
    Set<Result> results = new HashSet<>();
    for (int i = 0; i < 2; i++) {
      try (HostileClient client = new HostileClient(attack, new SplittableRandom(SEED))) {
        results.add(client.untilHalted(MAX_REQUESTS));
      }
    }
    assertEquals(1, results.size(), results::toString);
  }

  private static <T> List<T> all(int runs, Function<SplittableRandom, T> run) {
    SplittableRandom seeds = new SplittableRandom(SEED);
    List<T> all = new ArrayList<>();
    for (int i = 0; i < runs; i++) {
      all.add(run.apply(seeds.split()));
    }
    return all;
  }

  private static void write(String line) {
    try {
      Files.createDirectories(TABLES.getParent());
      Files.writeString(TABLES, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
