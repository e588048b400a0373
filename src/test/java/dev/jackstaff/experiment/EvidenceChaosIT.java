package dev.jackstaff.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jackstaff.Await;
import dev.jackstaff.Evaluation;
import dev.jackstaff.FeatureFlags;
import dev.jackstaff.Figures;
import dev.jackstaff.hygiene.UsageLog;
import dev.jackstaff.model.Flag;
import dev.jackstaff.model.FlagSet;
import dev.jackstaff.model.FlagType;
import dev.jackstaff.model.User;
import dev.jackstaff.store.Databases;
import dev.jackstaff.store.JdbcFlagStore;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Evidence with malformed values, wrong clocks and locked tables, on PostgreSQL. Each row:
 * requests, failed ones, what the status says, what was lost, connections before and after.
 */
final class EvidenceChaosIT {
  private static final Duration NEVER = Duration.ofDays(1);

  private final PGSimpleDataSource database = Databases.postgres();
  private final Node node = new Node(Duration.ZERO);

  /** An application, whose clock is ahead by so much. */
  private final class Node implements AutoCloseable {
    final FeatureFlags features;
    final Experiments experiments;
    final UsageLog usage;
    int requests;
    int failed;

    Node(Duration ahead) {
      JdbcFlagStore store =
          JdbcFlagStore.builder(database)
              .createTables(true)
              .initial(
                  FlagSet.of(
                      Flag.builder("button").type(FlagType.EXPERIMENT).percentage(50).build(),
                      Flag.on("fine"),
                      Flag.on("poison")))
              .build();
      features = FeatureFlags.builder(store).clock(() -> Instant.now().plus(ahead)).build();
      experiments =
          Experiments.builder(features)
              .sink(DatabaseExposures.builder(database).createTables(true).build())
              .plainIds()
              .attach();
      usage = UsageLog.builder(features).interval(NEVER).attach();
    }

    void request(String id, String... flags) {
      requests++;
      try {
        Evaluation evaluation = features.integration().begin(User.of(id), Map.of());
        for (String flag : flags) {
          evaluation.isOn(flag);
        }
        features.track(User.of(id), "purchase");
        features.integration().finish(evaluation, 200, null, Duration.ofMillis(1));
      } catch (RuntimeException | Error e) {
        failed++;
      }
    }

    void flush() {
      assertTrue(experiments.flush(Await.LONG));
      assertTrue(usage.flush(Await.LONG));
    }

    @Override
    public void close() {
      features.close();
    }
  }

  @AfterEach
  void close() {
    node.close();
  }

  private int count(String from) {
    return Databases.count(database, "SELECT count(*) FROM " + from);
  }

  private int connections() {
    return count("pg_stat_activity WHERE datname = current_database()");
  }

  private void row(String what, Node of, long lost, int before) {
    Await.until("connections are given back", () -> connections() <= before);
    Figures.record(
        "%s | requests %d | failed %d | status %s | lost %d | connections %d -> %d",
        what, of.requests, of.failed, of.features.status().faults(), lost, before, connections());
    assertEquals(0, of.failed);
  }

  private void refuse(String table, String column) {
    Databases.run(
        database,
        """
        CREATE FUNCTION audit() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
          IF NEW.%s LIKE 'poison%%' THEN RAISE EXCEPTION 'audit refuses a secret'; END IF;
          RETURN NEW;
        END $$"""
            .formatted(column),
        "CREATE TRIGGER audit BEFORE INSERT ON "
            + table
            + " FOR EACH ROW EXECUTE FUNCTION audit()");
  }

  @Test
  void poisonItems_areDroppedAlone() {
    node.request("first", "button");
    node.flush();
    int before = connections();
    refuse("feature_flag_exposures", "subject");
    for (int i = 0; i < 500; i++) {
      node.request("user:" + i, "button", "fine");
    }
    node.request("poison:1", "button");
    node.request("nul\0", "button");
    node.request("half\uD83C", "button");
    node.features.track(User.of("user:1"), "search:\0");
    for (int i = 500; i < 1000; i++) {
      node.request("user:" + i, "button", "fine");
    }
    node.flush();
    assertEquals(1001, count("feature_flag_exposures"));
    assertEquals(1002, count("feature_flag_conversions"));
    // Of three people the exposures, and of two of them the conversions.
    assertEquals(5, node.experiments.dropped());
    assertFalse(node.features.status().faults().toString().contains("secret"));
    row("poison exposures and events", node, 5 - node.experiments.dropped(), before);
  }

  @Test
  void poisonCounts_areDroppedAlone() throws SQLException {
    node.flush();
    int before = connections();
    refuse("feature_flag_usage", "flag");
    for (int i = 0; i < 100; i++) {
      node.request("user:" + i, "fine", "poison");
    }
    node.flush();
    assertEquals(Map.of("on", 100L), node.usage.usage().of("fine").orElseThrow().counts());
    assertEquals(100, Databases.count(database, "SELECT sum(requests) FROM feature_flag_runs"));
    row("a count that an audit refuses", node, 0, before);
  }

  @Test
  void nodesWithWrongClocks_eraseNothing() {
    for (int i = 0; i < 50; i++) {
      node.request("user:" + i, "button", "fine");
    }
    node.flush();
    Databases.run(
        database,
        "UPDATE feature_flag_exposures SET at = at - interval '3 days'",
        "UPDATE feature_flag_conversions SET at = at - interval '3 days'",
        "UPDATE feature_flag_usage SET first_at = first_at - interval '3 days',"
            + " last_at = last_at - interval '3 days'",
        "UPDATE feature_flag_runs SET ran_on = ran_on - 3");
    int usage = count("feature_flag_usage");
    int before = connections();
    for (int days : new int[] {91, 120, 100_000}) {
      try (Node ahead = new Node(Duration.ofDays(days))) {
        ahead.request("of the future " + days, "button");
        ahead.flush();
      }
    }
    assertEquals(53, count("feature_flag_exposures"));
    assertEquals(53, count("feature_flag_conversions"));
    assertTrue(count("feature_flag_usage") >= usage);
    row("nodes that are 91, 120 and 100,000 days ahead", node, 0, before);
  }

  @Test
  void tablesThatAreLocked_loseNothing_andNoConnection() throws Exception {
    node.request("first", "button");
    node.flush();
    int before = connections();
    try (Connection other = database.getConnection();
        Statement lock = other.createStatement()) {
      other.setAutoCommit(false);
      lock.execute("LOCK TABLE feature_flag_exposures, feature_flag_usage");
      for (int i = 0; i < 200; i++) {
        node.request("user:" + i, "button", "fine");
      }
      assertFalse(node.usage.flush(Await.LONG));
      Await.until(
          "the outbox has said so",
          () -> node.features.status().faults().toString().contains("exposures to"));
      assertTrue(node.features.status().faults().toString().contains("lock"));
      assertTrue(connections() <= before + 3, "no back end is left waiting");
      other.rollback();
    }
    node.flush();
    assertEquals(201, count("feature_flag_exposures"));
    assertEquals(0, node.experiments.dropped());
    row("tables that were locked", node, node.experiments.dropped(), before);
  }
}
