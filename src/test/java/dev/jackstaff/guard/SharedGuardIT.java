package dev.jackstaff.guard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jackstaff.FeatureFlags;
import dev.jackstaff.Figures;
import dev.jackstaff.guard.GuardState.Phase;
import dev.jackstaff.model.Flag;
import dev.jackstaff.model.FlagSet;
import dev.jackstaff.model.Guard;
import dev.jackstaff.store.Change;
import dev.jackstaff.store.JdbcFlagStore;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Nodes that share one PostgreSQL. */
class SharedGuardIT {
  private static final Duration NEVER = Duration.ofDays(1);
  private static final int ROUND = 150;

  private static EmbeddedPostgres postgres;

  private final List<GuardVerdict> heard = new ArrayList<>();
  private long lookedAt;
  private final List<FeatureFlags> nodes = new ArrayList<>();
  private final List<RolloutGuard> guards = new ArrayList<>();

  @BeforeAll
  static void start() throws Exception {
    postgres = EmbeddedPostgres.builder().start();
  }

  @AfterAll
  static void stop() throws Exception {
    postgres.close();
  }

  @AfterEach
  void close() {
    nodes.forEach(FeatureFlags::close);
  }

  /** Each with a table of flags of their own, which the first node makes. */
  private void open(int count, String table, String flag) {
    open(count, postgres.getPostgresDatabase(), table, flag);
  }

  private void open(int count, DataSource database, String table, String flag) {
    Flag guarded =
        Flag.builder(flag)
            .salt("new_checkout")
            .percentage(10)
            .guard(new Guard(true, null, 0.01, Guard.Then.KILL, 200))
            .build();
    for (int i = 0; i < count; i++) {
      FeatureFlags node = FeatureFlags.of(store(database, table, FlagSet.of(List.of(guarded))));
      nodes.add(node);
      guards.add(RolloutGuard.builder(node).listener(this::hear).interval(NEVER).attach());
    }
  }

  private static JdbcFlagStore store(DataSource database, String table, FlagSet flags) {
    JdbcFlagStore.Builder builder =
        JdbcFlagStore.builder(database).createTables(true).table(table).initial(flags);
    return database instanceof JdbcDataSource ? builder.build() : builder.listen(database).build();
  }

  private void hear(GuardVerdict verdict) {
    heard.add(verdict);
  }

  /** The same users in the same order; how many until the flag is killed. */
  private int untilHalt(String flag, int seed) {
    Traffic traffic = new Traffic(flag);
    SplittableRandom dice = new SplittableRandom(seed);
    AtomicInteger failed = new AtomicInteger();
    for (int user = 0; user < 20_000; user++) {
      double luck = dice.nextDouble();
      FeatureFlags node = nodes.get(user % nodes.size());
      String id = seed + ":" + user;
      traffic.request(node, id, has -> fails(luck, has, failed), Duration.ZERO);
      if (user % ROUND == ROUND - 1) {
        nodes.forEach(Traffic::flush);
        // The front of a node in use is a second behind its clock.
        Traffic.until(() -> look() || failing(flag) == failed.get());
        if (!heard.isEmpty()) {
          return user + 1;
        }
      }
    }
    throw new AssertionError("never halted");
  }

  private static boolean fails(double luck, boolean has, AtomicInteger failed) {
    boolean fails = luck < (has ? 0.05 : 0.005);
    failed.addAndGet(fails ? 1 : 0);
    return fails;
  }

  /** All nodes look; returns whether a verdict was found. */
  private boolean look() {
    lookedAt = System.nanoTime();
    guards.forEach(RolloutGuard::look);
    return !heard.isEmpty();
  }

  private long failing(String flag) {
    GuardState state = guards.get(0).state(flag).orElseThrow();
    return state.on().failing() + state.off().failing();
  }

  @Test
  void threeNodesWithAThirdEach_haltAsEarlyAsOneWithAll_andAllAtOnce() {
    int alone = 0;
    int together = 0;
    for (int seed = 1; seed <= 3; seed++) {
      open(1, "one_" + seed, "checkout");
      alone += untilHalt("checkout", seed);
      again();
      open(3, "three_" + seed, "checkout");
      together += untilHalt("checkout", seed);
      Traffic.until(() -> nodes.stream().noneMatch(it -> isLive(it)));
      // From before the look that found it, so the verdict is no older.
      double millis = (System.nanoTime() - lookedAt) / 1e6;
      assertTrue(millis < 1_000, "killed everywhere after " + millis + " ms");
      assertEquals(1, heard.size(), "verdicts that were told");
      Figures.record("killed on three nodes after %.1f ms", millis);
      again();
    }
    Figures.record("requests until the halt: %d on one node, %d on three", alone, together);
    assertEquals(1, (double) together / alone, 0.2);
  }

  private static boolean isLive(FeatureFlags node) {
    return !node.definitions().find("checkout").orElseThrow().isKilled();
  }

  private void again() {
    nodes.forEach(FeatureFlags::close);
    nodes.clear();
    guards.clear();
    heard.clear();
  }

  @Test
  void userWhoFailsOnAllNodes_isOneFailingUser() {
    open(3, "retries", "checkout");
    String user =
        Stream.iterate(0, i -> i + 1)
            .map(i -> "user:" + i)
            .filter(id -> nodes.get(0).isEnabled("checkout", id))
            .findFirst()
            .orElseThrow();
    Traffic traffic = new Traffic("checkout");
    for (int i = 0; i < 60; i++) {
      traffic.request(nodes.get(i % 3), user, has -> true, Duration.ZERO);
    }
    nodes.forEach(Traffic::flush);
    for (RolloutGuard guard : guards) {
      lookUntil(() -> guard.state("checkout").orElseThrow().on().failing() > 0);
      GuardState state = guard.state("checkout").orElseThrow();
      assertEquals(new RolloutArm(1, 1, 0), state.on());
      assertEquals(new RolloutArm(0, 0, 0), state.off());
    }
  }

  /** The users whose outcomes are in a guard's list are those of whom all are known. */
  private long taken(int guard) {
    GuardState state = guards.get(guard).state("checkout").orElseThrow();
    boolean complete = state.off().failing() > 0;
    return complete ? state.on().units() + state.off().units() : 0;
  }

  private void lookUntil(BooleanSupplier done) {
    Traffic.until(
        () -> {
          guards.forEach(RolloutGuard::look);
          return done.getAsBoolean();
        });
  }

  @Test
  void twoStoresOnH2_shareToo() {
    JdbcDataSource h2 = new JdbcDataSource();
    h2.setURL("jdbc:h2:mem:guard;DB_CLOSE_DELAY=-1");
    open(2, h2, "feature_flags", "checkout");
    untilHalt("checkout", 6);
    GuardVerdict verdict = heard.get(0);
    assertTrue(verdict.on().failing() >= 3, verdict.reason());
    assertEquals(1, heard.size());
  }

  @Test
  void nodeThatStartsLater_knowsWhatTheOthersHaveSeen() {
    open(1, "later", "checkout");
    Traffic traffic = new Traffic("checkout");
    traffic.send(nodes.get(0), 600, 0.02, 0.02);
    lookUntil(() -> taken(0) == 600);
    GuardState known = guards.get(0).state("checkout").orElseThrow();
    open(1, "later", "checkout");
    lookUntil(() -> taken(1) == 600);
    GuardState later = guards.get(1).state("checkout").orElseThrow();
    assertEquals(known.on(), later.on());
    assertEquals(known.off(), later.off());
    assertTrue(known.off().failing() > 0);
  }

  @Test
  void liftedFlag_isTestedAfreshOnAllNodes() {
    open(2, "lifted", "checkout");
    untilHalt("checkout", 5);
    Traffic.until(() -> nodes.stream().noneMatch(it -> isLive(it)));
    guards.forEach(RolloutGuard::look);
    JdbcFlagStore store = (JdbcFlagStore) nodes.get(0).store().orElseThrow();
    store.lift("checkout", Change.by("ann", "mended"));
    Traffic.until(() -> nodes.stream().allMatch(it -> isLive(it)));
    guards.forEach(RolloutGuard::look);
    for (RolloutGuard guard : guards) {
      GuardState state = guard.state("checkout").orElseThrow();
      assertEquals(Phase.WATCHING, state.phase(), state.note());
      assertEquals(0, state.on().failing());
    }
    assertFalse(heard.isEmpty());
  }

  @Test
  void tablesOfAnEarlierVersion_areCompleted() throws Exception {
    open(1, "old", "checkout");
    again();
    try (var connection = postgres.getPostgresDatabase().getConnection();
        var statement = connection.createStatement()) {
      statement.execute("DROP TABLE old_guard_tests, old_guard_events, old_guard_nodes");
    }
    open(1, "old", "checkout");
    new Traffic("checkout").send(nodes.get(0), 10, 0, 0);
    guards.get(0).look();
    try (var connection = postgres.getPostgresDatabase().getConnection();
        var statement = connection.createStatement();
        var rows = statement.executeQuery("SELECT count(*) FROM old_guard_tests")) {
      assertTrue(rows.next());
      assertEquals(1, rows.getInt(1));
    }
  }
}
