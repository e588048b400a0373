package dev.jackstaff.guard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jackstaff.FeatureFlags;
import dev.jackstaff.guard.GuardState.Phase;
import dev.jackstaff.guard.GuardVerdict.Action;
import dev.jackstaff.model.Flag;
import dev.jackstaff.model.FlagSet;
import dev.jackstaff.model.Guard;
import dev.jackstaff.model.Guard.Then;
import dev.jackstaff.model.Schedule;
import dev.jackstaff.model.Schedule.Step;
import dev.jackstaff.store.Databases;
import dev.jackstaff.store.JdbcFlagStore;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

/** Nodes that have a database in common, and cannot bring together there what they have seen. */
class NodeApartIT {
  private static final Duration NEVER = Duration.ofDays(1);

  private final PGSimpleDataSource source = Databases.postgres();
  private final List<GuardVerdict> heard = new ArrayList<>();
  private final List<FeatureFlags> nodes = new ArrayList<>();
  private final List<RolloutGuard> guards = new ArrayList<>();

  @AfterEach
  void close() {
    nodes.forEach(FeatureFlags::close);
  }

  private static Flag.Builder checkout(Then then) {
    return Flag.builder("checkout").guard(new Guard(true, null, 0.01, then, 200));
  }

  private void open(DataSource database, boolean create, Flag flag) {
    FeatureFlags node =
        FeatureFlags.of(
            JdbcFlagStore.builder(database)
                .createTables(create)
                .initial(FlagSet.of(List.of(flag)))
                .build());
    nodes.add(node);
    guards.add(RolloutGuard.builder(node).listener(heard::add).interval(NEVER).attach());
  }

  private boolean isKilled(int node) {
    return nodes.get(node).definitions().find("checkout").orElseThrow().isKilled();
  }

  private GuardState state(int node) {
    return guards.get(node).state("checkout").orElseThrow();
  }

  /** Three nodes that judged on their own would raise three times the false alarms. */
  @Test
  void nodesWhoseFirstExchangeFails_wait_andJudgeTogetherLater() {
    FaultyDatabase database = new FaultyDatabase(source);
    Flag flag = checkout(Then.KILL).percentage(10).build();
    for (int i = 0; i < 3; i++) {
      open(database.source(), true, flag);
    }
    database.away(true);
    Traffic traffic = new Traffic("checkout");
    for (FeatureFlags node : nodes) {
      traffic.send(node, 400, 0.9, 0.002);
    }
    guards.forEach(RolloutGuard::look);
    for (int i = 0; i < 3; i++) {
      assertEquals(Phase.ISOLATED, state(i).phase());
      assertTrue(state(i).note().contains("the database is away"), state(i).note());
      assertFalse(isKilled(i));
    }
    assertEquals(List.of(), heard);
    database.away(false);
    Traffic.until(
        () -> {
          guards.forEach(RolloutGuard::look);
          return heard.size() == 1;
        });
    assertEquals(Action.KILLED, heard.get(0).action());
    assertEquals(1_200, heard.get(0).on().units() + heard.get(0).off().units());
    Traffic.until(() -> isKilled(0));
  }

  private void lookUntil(BooleanSupplier done) {
    Traffic.until(
        () -> {
          guards.get(0).look();
          return done.getAsBoolean();
        });
  }

  private DataSource looker() {
    Databases.run(
        source,
        "DROP ROLE IF EXISTS looker",
        "CREATE ROLE looker LOGIN",
        "GRANT SELECT ON ALL TABLES IN SCHEMA public TO looker");
    PGSimpleDataSource looker = new PGSimpleDataSource();
    looker.setURL(source.getURL());
    looker.setUser("looker");
    return looker;
  }

  private void takeBack() {
    nodes.forEach(FeatureFlags::close);
    nodes.clear();
    Databases.run(source, "DROP OWNED BY looker", "DROP ROLE looker");
  }

  @Test
  void nodeThatMayOnlyRead_judgesForItselfOnly() {
    Flag flag = checkout(Then.KILL).percentage(10).build();
    open(source, true, flag);
    open(looker(), false, flag);
    guards.forEach(RolloutGuard::look);
    new Traffic("checkout").send(nodes.get(1), 1_000, 0.9, 0.002);
    guards.forEach(RolloutGuard::look);
    assertEquals(Action.KILLED_HERE, heard.get(0).action());
    assertTrue(isKilled(1));
    assertFalse(isKilled(0));
    assertEquals(0, state(0).on().units());
    assertNull(
        ((JdbcFlagStore) nodes.get(0).store().orElseThrow())
            .find("checkout")
            .orElseThrow()
            .value()
            .killed());
    takeBack();
  }

  /** The guard's tables alone are missing, so the flags could be written: for all on one's word. */
  @Test
  void nodeThatMayWriteFlags_butNotWhatItSaw_changesNothingForOthers() {
    Schedule schedule =
        Schedule.from(
            Instant.now().minus(Duration.ofHours(1)), Step.days(0, 10), Step.days(900, 50));
    Flag flag = checkout(Then.HOLD).schedule(schedule).build();
    open(source, true, flag);
    Databases.run(
        source,
        "DROP TABLE feature_flag_guard_tests, feature_flag_guard_events, feature_flag_guard_nodes");
    guards.get(0).look();
    new Traffic("checkout").send(nodes.get(0), 1_000, 0.9, 0.002);
    guards.get(0).look();
    assertEquals(List.of(Action.TOLD), heard.stream().map(GuardVerdict::action).toList());
    Flag after = nodes.get(0).definitions().find("checkout").orElseThrow();
    assertNull(Objects.requireNonNull(after.schedule()).hold());
  }

  @Test
  void evidenceThatWasRemovedByHand_isGatheredAfresh() {
    open(source, true, checkout(Then.KILL).percentage(10).build());
    Traffic traffic = new Traffic("checkout");
    traffic.send(nodes.get(0), 300, 0.1, 0.1);
    lookUntil(() -> state(0).off().failing() > 0);
    Databases.run(source, "TRUNCATE feature_flag_guard_tests, feature_flag_guard_events");
    lookUntil(() -> state(0).off().failing() == 0);
    assertEquals(Phase.WATCHING, state(0).phase(), state(0).note());
    traffic.send(nodes.get(0), 1_000, 0.9, 0.002);
    lookUntil(() -> !heard.isEmpty());
    assertEquals(Action.KILLED, heard.get(0).action());
  }
}
