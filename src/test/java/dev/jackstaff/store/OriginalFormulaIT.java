package dev.jackstaff.store;

import static dev.jackstaff.store.WritableFlagStoreContract.ANN;
import static dev.jackstaff.store.WritableFlagStoreContract.NOON;
import static java.util.stream.Collectors.joining;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.jackstaff.Await;
import dev.jackstaff.FeatureFlags;
import dev.jackstaff.OnlyWithAll;
import dev.jackstaff.model.Flag;
import dev.jackstaff.model.Schedule;
import dev.jackstaff.model.Schedule.Step;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/**
 * The original's formula, as SQL over the original's five columns and nothing else, gives every
 * user the same answer as the library.
 */
class OriginalFormulaIT {
  private static final String FIVE =
      "(SELECT name, enabled, rollout_percentage, allowed_users, metadata FROM feature_flags)";

  /** In the original's order: users, percentage, fallback. */
  private static final String FORMULA =
      "SELECT f.name, u.id, CASE"
          + " WHEN u.id IS NOT NULL AND jsonb_exists(f.allowed_users::jsonb, u.id) THEN true"
          + " WHEN u.id IS NOT NULL AND f.rollout_percentage IS NOT NULL THEN"
          + " ('x' || substr(md5(f.name || ':' || u.id), 1, 8))::bit(32)::bigint::float8"
          + " / 4294967295::float8 * 100 < f.rollout_percentage"
          + " ELSE f.enabled END"
          + " FROM "
          + FIVE
          + " f CROSS JOIN"
          + " (SELECT 'user:' || n AS id FROM generate_series(1, 10000) n UNION ALL SELECT NULL) u";

  private static final String DIGITS =
      "(SELECT 0 AS n"
          + IntStream.range(1, 10).mapToObj(n -> " UNION ALL SELECT " + n).collect(joining())
          + ")";

  private static final String FORMULA_OF_MYSQL =
      "SELECT f.name, u.id, CASE"
          + " WHEN u.id IS NOT NULL AND JSON_CONTAINS(f.allowed_users, JSON_QUOTE(u.id)) THEN true"
          + " WHEN u.id IS NOT NULL AND f.rollout_percentage IS NOT NULL THEN"
          + " CAST(CONV(LEFT(MD5(CONCAT(f.name, ':', u.id)), 8), 16, 10) AS double)"
          + " / 4294967295e0 * 100 < f.rollout_percentage"
          + " ELSE f.enabled END"
          + " FROM "
          + FIVE
          + " f CROSS JOIN (SELECT CONCAT('user:', a.n + 10 * b.n + 100 * c.n + 1000 * d.n + 1) AS id"
          + (" FROM " + DIGITS + " a CROSS JOIN " + DIGITS + " b CROSS JOIN " + DIGITS)
          + (" c CROSS JOIN " + DIGITS + " d UNION ALL SELECT NULL) u");

  private volatile Instant now = NOON;

  @Test
  void formula_over10000UsersAndNobody_agreesWithTheLibrary() {
    check(Databases.postgres(), FORMULA);
  }

  @Test
  @OnlyWithAll
  void formula_ofMySql_agreesWithTheLibrary() {
    check(Databases.mariaDb(OwnMariaDb.Driver.MARIADB), FORMULA_OF_MYSQL);
  }

  private void check(DataSource source, String formula) {
    try (JdbcFlagStore store =
            JdbcFlagStore.builder(source)
                .createTables(true)
                .clock(() -> now)
                .refresh(Duration.ofMillis(50))
                .build();
        FeatureFlags features = FeatureFlags.builder(store).clock(() -> now).build()) {
      flags().forEach(flag -> store.put(flag, null, ANN));
      store.kill("killed", ANN);
      store.kill("killed_ramp", ANN);
      assertEquals(decided(features), original(source, formula));
      now = NOON.plus(Duration.ofDays(3));
      Await.until("the step", () -> store.history("ramp").size() == 2);
      assertEquals(decided(features), original(source, formula));
      store.lift("killed_ramp", ANN);
      store.hold("killed_ramp", ANN);
      assertEquals(decided(features), original(source, formula));
    }
  }

  private static List<Flag> flags() {
    String[] some = IntStream.range(1, 40).mapToObj(i -> "user:" + i * 7).toArray(String[]::new);
    Schedule ramp = Schedule.from(NOON.minusSeconds(1), Step.days(0, 1.5), Step.days(3, 33.3));
    Schedule later = Schedule.from(NOON.plus(Duration.ofDays(9)), Step.days(0, 50));
    return List.of(
        Flag.on("plain_on"),
        Flag.off("plain_off"),
        Flag.users("whitelist", some),
        Flag.percentage("new_search", 20),
        Flag.percentage("fraction", 0.37),
        Flag.percentage("nobody", 0),
        Flag.percentage("everybody", 100),
        Flag.builder("all_of_it").enabled(true).users(some).percentage(12.5).build(),
        Flag.builder("ramp").schedule(ramp).users(some).build(),
        Flag.builder("later").schedule(later).enabled(true).build(),
        Flag.builder("killed").enabled(true).users(some).percentage(80).build(),
        Flag.builder("killed_ramp").enabled(true).schedule(ramp).build());
  }

  /** For each flag, who is on; the user without an id is the last. */
  private static Map<String, List<String>> decided(FeatureFlags features) {
    Map<String, List<String>> on = new TreeMap<>();
    for (String name : features.names()) {
      List<String> users = new ArrayList<>();
      for (int i = 1; i <= 10_000; i++) {
        if (features.isEnabled(name, "user:" + i)) {
          users.add("user:" + i);
        }
      }
      if (features.isEnabled(name, null)) {
        users.add("nobody");
      }
      on.put(name, users.stream().sorted().toList());
    }
    return on;
  }

  private static Map<String, List<String>> original(DataSource source, String formula) {
    Map<String, List<String>> on = new TreeMap<>();
    try (Connection connection = source.getConnection();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(formula)) {
      while (row.next()) {
        List<String> users = on.computeIfAbsent(row.getString(1), name -> new ArrayList<>());
        if (row.getBoolean(3)) {
          users.add(row.getString(2) == null ? "nobody" : row.getString(2));
        }
      }
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
    on.replaceAll((name, users) -> users.stream().sorted().toList());
    return on;
  }
}
