package dev.jackstaff.store;

import static dev.jackstaff.store.WritableFlagStoreContract.ANN;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jackstaff.Await;
import dev.jackstaff.Figures;
import dev.jackstaff.OnlyWithAll;
import dev.jackstaff.model.Condition;
import dev.jackstaff.model.Flag;
import dev.jackstaff.model.FlagSet;
import dev.jackstaff.model.Rule;
import dev.jackstaff.model.Schedule;
import dev.jackstaff.model.Schedule.Step;
import dev.jackstaff.model.Variant;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.postgresql.ds.PGSimpleDataSource;

/** A dump by {@code pg_dump} is complete, wherever and however it is restored. */
@OnlyWithAll
class DumpIT {
  private static final Duration NEVER = Duration.ofDays(1);

  private static InstalledPostgres postgres;

  @TempDir private Path directory;

  @BeforeAll
  static void start() throws Exception {
    postgres = InstalledPostgres.start();
  }

  @AfterAll
  static void stop() throws Exception {
    if (postgres != null) {
      postgres.close();
    }
  }

  /** The ways in which people do it. */
  enum Way {
    /** One file of statements, run one by one. */
    PSQL {
      @Override
      void restore(Path dump, String from, String to) throws Exception {
        postgres.client("pg_dump", from, "-f", dump.toString());
        postgres.client("psql", to, "-X", "-q", "-v", "ON_ERROR_STOP=1", "-f", dump.toString());
      }
    },
    /** An archive. */
    PG_RESTORE {
      @Override
      void restore(Path dump, String from, String to) throws Exception {
        postgres.client("pg_dump", from, "-Fc", "-f", dump.toString());
        postgres.client("pg_restore", to, "--exit-on-error", dump.toString());
      }
    },
    /** An archive, on several connections at once, by somebody else. */
    PARALLEL {
      @Override
      void restore(Path dump, String from, String to) throws Exception {
        postgres.client("pg_dump", from, "-Fd", "-j", "2", "-f", dump.toString());
        postgres.client("pg_restore", to, "-e", "-j", "2", "--no-owner", dump.toString());
      }
    };

    abstract void restore(Path dump, String from, String to) throws Exception;
  }

  @ParameterizedTest
  @EnumSource
  void dump_restoredIntoAnEmptyDatabase_isTheWholeStore(Way way) throws Exception {
    String name = way.name().toLowerCase(java.util.Locale.ROOT);
    PGSimpleDataSource restored = postgres.database(name + "_to");
    try (JdbcFlagStore original =
        JdbcFlagStore.builder(postgres.database(name + "_from")).createTables(true).build()) {
      fill(original);
      way.restore(directory.resolve("dump"), name + "_from", name + "_to");
      // Nothing has to be made: the tables, the triggers and the version have come back.
      try (JdbcFlagStore store = JdbcFlagStore.builder(restored).refresh(NEVER).build();
          JdbcFlagStore other =
              JdbcFlagStore.builder(restored).refresh(NEVER).listen(restored).build()) {
        isTheSame(original, store);
        goesOn(store, other, restored);
      }
    }
  }

  private static void fill(JdbcFlagStore store) {
    Condition team = Condition.is("role", "staff");
    store.putSegment("team", team, null, ANN);
    store.put(Flag.percentage("share", 12.5), null, ANN);
    store.put(
        Flag.builder("shown")
            .enabled(true)
            .users("user:1", "Ünï→🏴")
            .rule(Rule.enabled(Condition.inSegment("team"), false))
            .variants(List.of(Variant.of("z", 1), Variant.of("a", 2), Variant.of("m", 3)))
            .build(),
        null,
        ANN);
    Instant past = Instant.parse("2020-01-01T00:00:00Z");
    Schedule ramp = Schedule.from(past, Step.days(0, 5), Step.days(9, 25));
    store.put(Flag.builder("ramp").schedule(ramp).build(), null, ANN);
    store.setRollout("share", 20, ANN);
    store.kill("shown", Change.by("bob", "it's \\ too \"slow\"\n\tend"));
    store.remove("gone", store.put(Flag.on("gone"), null, ANN), false, ANN);
  }

  private static void isTheSame(JdbcFlagStore original, JdbcFlagStore restored) {
    assertEquals(original.flags(), restored.flags());
    assertEquals(List.of(), restored.status().faults());
    for (String name : List.of("share", "shown", "ramp", "gone")) {
      assertEquals(original.find(name), restored.find(name));
      assertEquals(original.history(name), restored.history(name));
      assertFalse(restored.history(name).isEmpty());
    }
    assertEquals(original.segmentHistory("team"), restored.segmentHistory("team"));
  }

  /** A store writes, one that listens is told, and so it is of who knows five columns only. */
  private static void goesOn(JdbcFlagStore store, JdbcFlagStore other, PGSimpleDataSource source) {
    Await.until(
        "ready " + other.status(),
        () ->
            other.status().state() == StoreStatus.State.READY && other.status().faults().isEmpty());
    int before = version(source);
    store.lift("shown", ANN);
    Await.until("lifted", () -> !other.flags().find("shown").orElseThrow().isKilled());
    assertTrue(version(source) > before);
    store.revert("share", store.history("share").get(1).revision(), ANN);
    assertEquals(3, store.history("share").size());
    assertTrue(store.put(Flag.on("gone"), null, ANN).startsWith("3-"));
    Databases.run(
        source,
        "INSERT INTO feature_flags (name, enabled, rollout_percentage, allowed_users, metadata)"
            + " VALUES ('outside', true, 50, '[\"user:2\"]', '{}')");
    Await.until("outside", () -> other.flags().find("outside").isPresent());
    Await.until("in the history", () -> !store.history("outside").isEmpty());
    assertEquals(HistoryEntry.OUTSIDE, store.history("outside").get(0).by());
    Databases.run(source, "UPDATE feature_flag_segments SET definition = '{\"role\": \"boss\"}'");
    Condition boss = Condition.is("role", "boss");
    Await.until("the segment", () -> boss.equals(other.flags().segments().get("team")));
  }

  private static int version(PGSimpleDataSource source) {
    return Databases.count(source, "SELECT version FROM feature_flags_version");
  }

  @Test
  void dump_restoredOverARunningSystem_isSeen_andNeverByHalf() throws Exception {
    Path dump = directory.resolve("dump.sql");
    PGSimpleDataSource source = postgres.database("running");
    Set<FlagSet> seen = ConcurrentHashMap.newKeySet();
    try (JdbcFlagStore store =
        JdbcFlagStore.builder(source)
            .createTables(true)
            .refresh(Duration.ofMillis(1))
            .listen(source)
            .build()) {
      fill(store);
      FlagSet dumped = store.flags();
      postgres.client("pg_dump", "running", "--clean", "--if-exists", "-f", dump.toString());
      store.put(Flag.on("later"), null, ANN);
      store.setRollout("share", 50, ANN);
      store.watch(seen::add);
      postgres.client(
          "psql", "running", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-f", dump.toString());
      Await.until("the restored flags", () -> seen.contains(dumped));
      assertEquals(Set.of(dumped), seen);
      goesOn(store, store, source);
    }
    Figures.record("%s", "a dump of PostgreSQL " + postgres.version() + " was restored and seen");
  }
}
