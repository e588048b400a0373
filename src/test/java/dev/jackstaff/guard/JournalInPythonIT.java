package dev.jackstaff.guard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.zaxxer.hikari.HikariDataSource;
import dev.jackstaff.Await;
import dev.jackstaff.FeatureFlags;
import dev.jackstaff.Figures;
import dev.jackstaff.OnlyWithAll;
import dev.jackstaff.guard.GuardState.Phase;
import dev.jackstaff.model.Flag;
import dev.jackstaff.model.FlagSet;
import dev.jackstaff.model.Guard;
import dev.jackstaff.store.Databases;
import dev.jackstaff.store.JdbcFlagStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The evidence and the bounds that three nodes show, computed again in another language from the
 * rows of the journal, pages among them.
 */
@OnlyWithAll
final class JournalInPythonIT {
  private static final int ROUNDS = 760;
  private static final int USERS = 3_000;
  private static final Guard GUARD =
      Guard.builder().slow(Duration.ofSeconds(1)).alpha(1e-12).build();

  @TempDir private Path directory;
  private final HikariDataSource database = Databases.pool(Databases.postgres());
  private final List<FeatureFlags> nodes = new ArrayList<>();
  private final List<RolloutGuard> guards = new ArrayList<>();

  @AfterEach
  void close() {
    nodes.forEach(FeatureFlags::close);
    database.close();
  }

  @Test
  void evidenceAndBounds_computedInPythonFromTheRows_areThoseOfEveryNode() throws Exception {
    for (int i = 0; i < 3; i++) {
      open();
    }
    SplittableRandom random = new SplittableRandom(20_261_201);
    Traffic traffic = new Traffic("checkout");
    for (int i = 0; i < ROUNDS; i++) {
      for (int node = 0; node < nodes.size(); node++) {
        for (int request = 0; request < 3; request++) {
          request(traffic, nodes.get(node), random);
        }
        Traffic.flush(nodes.get(node));
        guards.get(node).look();
      }
    }
    Map<String, Double> expected = settled();

    int numbers = 0;
    for (RolloutGuard guard : guards) {
      GuardState state = guard.state("checkout").orElseThrow();
      assertEquals(Phase.WATCHING, state.phase(), state.note());
      same(evidence(expected), OptionalDouble.of(state.evidence()));
      same(expected.get("errors.0.maxRatio"), state.maxRatio());
      same(expected.get("0.maxDifference"), state.maxDifference());
      numbers += 3;
    }
    int rows = Databases.count(database, "SELECT count(*) FROM feature_flag_guard_events");
    int pages =
        Databases.count(
            database,
            "SELECT count(*) FROM feature_flag_guard_events WHERE front = " + JournalPages.PAGE);
    assertTrue(pages > 0, rows + " rows and no page");
    Figures.record(
        "journal in Python: %.0f events of %d rows and %d pages, %d numbers of %d nodes are equal"
            + " to 1e-9; evidence %.3f, at most %.3f times as many, %.3f more",
        expected.get("events"),
        rows - pages,
        pages,
        numbers,
        nodes.size(),
        evidence(expected),
        expected.get("errors.0.maxRatio"),
        expected.get("0.maxDifference"));
  }

  private void open() {
    Flag flag = Flag.builder("checkout").percentage(25).guard(GUARD).build();
    FeatureFlags node =
        FeatureFlags.of(
            JdbcFlagStore.builder(database).createTables(true).initial(FlagSet.of(flag)).build());
    nodes.add(node);
    guards.add(RolloutGuard.builder(node).interval(Duration.ofDays(1)).attach());
  }

  /** Users come to any node, and again; with the flag more of them fail, and fewer are slow. */
  private static void request(Traffic traffic, FeatureFlags node, SplittableRandom random) {
    String user = "user:" + random.nextInt(USERS);
    double chance = random.nextDouble();
    Duration took = Duration.ofMillis(random.nextInt(20) == 0 ? 1_200 : 40);
    traffic.request(node, user, has -> chance < (has ? 0.08 : 0.04), took);
  }

  /** Looks until no event waits and every node has them all; returns the numbers by Python. */
  private Map<String, Double> settled() {
    Map<String, Double> numbers = new TreeMap<>();
    Await.until(
        "all nodes have all events",
        () -> {
          guards.forEach(RolloutGuard::look);
          numbers.putAll(inPython());
          guards.forEach(RolloutGuard::look);
          return numbers.get("waiting") == 0
              && guards.stream().allMatch(it -> failing(it) == numbers.get("failing"));
        });
    return numbers;
  }

  private Map<String, Double> inPython() {
    try {
      Files.write(directory.resolve("events.txt"), lines());
      return GuardInPython.run("guard_journal.py", directory);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private static long failing(RolloutGuard guard) {
    GuardState state = guard.state("checkout").orElseThrow();
    return state.on().failing() + state.off().failing();
  }

  private static double evidence(Map<String, Double> numbers) {
    return Math.max(numbers.get("errors.0.evidence"), numbers.get("slow.0.evidence"));
  }

  private static void same(double expected, OptionalDouble found) {
    assertEquals(expected, found.orElseThrow(), 1e-9 * expected);
  }

  private List<String> lines() throws SQLException {
    List<String> lines = new ArrayList<>();
    OutcomeTest test = new OutcomeTest(GUARD, new double[] {25}, new double[0], GUARD.alpha());
    lines.add(GuardInPython.header(GUARD, test));
    try (Connection connection = database.getConnection();
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT n, node, front, events FROM feature_flag_guard_events ORDER BY n")) {
      while (row.next()) {
        String events = HexFormat.of().formatHex(row.getBytes(4));
        lines.add(row.getLong(1) + "," + row.getString(2) + "," + row.getLong(3) + "," + events);
      }
    }
    return lines;
  }
}
