package dev.jackstaff.store;

import static dev.jackstaff.store.WritableFlagStoreContract.ANN;
import static dev.jackstaff.store.WritableFlagStoreContract.NOON;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jackstaff.Await;
import dev.jackstaff.model.Flag;
import dev.jackstaff.model.InvalidFlagsException;
import dev.jackstaff.model.Schedule;
import dev.jackstaff.model.Schedule.Step;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A table that somebody else has made, with types of their own. */
final class ColumnTypesIT {
  private final DataSource source = Databases.postgres();
  private volatile Instant now = NOON;

  private JdbcFlagStore open(String percentage, String json) {
    Databases.run(
        source,
        "CREATE TABLE feature_flags (name varchar(100) PRIMARY KEY, enabled boolean,"
            + " rollout_percentage "
            + percentage
            + ", allowed_users "
            + json
            + ", metadata "
            + json
            + ")");
    return JdbcFlagStore.builder(source)
        .createTables(true)
        .clock(() -> now)
        .refresh(Duration.ofMillis(20))
        .build();
  }

  private String text(String column) {
    try (Connection connection = source.getConnection();
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT " + column + "::text FROM feature_flags WHERE name='a'")) {
      row.next();
      return row.getString(1);
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  private static void isOwn(JdbcFlagStore store, int entries) {
    store.pollNow();
    store.pollNow();
    assertEquals(List.of(), store.status().faults());
    assertEquals(entries, store.history("a").size(), store.history("a").toString());
    assertTrue(
        store.history("a").stream().noneMatch(entry -> entry.by().equals(HistoryEntry.OUTSIDE)),
        store.history("a").toString());
  }

  /** Refused with the column's type, and nothing is written; what it can hold is taken. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          integer          | 99.6    | int4         | 100.0
          smallint         | 0.4     | int2         | 0.0
          bigint           | 33.5    | int8         | 34.0
          numeric(5,1)     | 12.34   | numeric(5,1) | 12.3
          real             | 33.3333333333 | float4  | 33.333332
          """)
  void percentage_thatTheColumnCannotHold_isRefusedWithItsType(
      String type, double value, String shown, String made) {
    try (JdbcFlagStore store = open(type, "json")) {
      String seen = store.put(Flag.percentage("a", 7), null, ANN);
      InvalidFlagsException refused =
          assertThrows(
              InvalidFlagsException.class, () -> store.put(Flag.percentage("a", value), seen, ANN));
      assertEquals(
          "a: the column rollout_percentage of type "
              + shown
              + " cannot hold "
              + value
              + " but would make it "
              + made,
          refused.getMessage());
      assertThrows(InvalidFlagsException.class, () -> store.setRollout("a", value, ANN));
      assertEquals(Flag.percentage("a", 7), store.flags().find("a").orElseThrow());
      isOwn(store, 1);
    }
  }

  @Test
  void percentage_tooLargeForTheColumn_isRefused() {
    try (JdbcFlagStore store = open("numeric(3,2)", "json")) {
      InvalidFlagsException refused =
          assertThrows(
              InvalidFlagsException.class, () -> store.put(Flag.percentage("a", 50), null, ANN));
      assertTrue(refused.getMessage().contains("(22003)"), refused.getMessage());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "integer, 20",
    "numeric(5;1), 12.3",
    "real, 99.6",
    "real, 33.1",
    "double precision, 33.33333333",
    "numeric, 33.33333333"
  })
  void percentage_thatTheColumnHolds_isNotChangedFromOutside(String type, double value) {
    try (JdbcFlagStore store = open(type.replace(';', ','), "json")) {
      store.put(Flag.percentage("a", value), null, ANN);
      assertEquals(Flag.percentage("a", value), store.flags().find("a").orElseThrow());
      try (JdbcFlagStore other = JdbcFlagStore.builder(source).build()) {
        assertEquals(Flag.percentage("a", value), other.flags().find("a").orElseThrow());
      }
      isOwn(store, 1);
    }
  }

  /** The column shows the schedule as well as it can; the schedule stays. */
  @ParameterizedTest
  @CsvSource({"integer, 2", "numeric(5;1), 1.5", "real, 1.5", "smallint, 2"})
  void schedule_atAPercentageThatTheColumnCannotHold_stays(String type, String shown) {
    try (JdbcFlagStore store = open(type.replace(';', ','), "json")) {
      Schedule schedule = Schedule.from(NOON, Step.days(0, 1), Step.days(1, 1.5), Step.days(2, 50));
      Flag ramp = Flag.builder("a").schedule(schedule).build();
      store.put(ramp, null, ANN);
      now = NOON.plus(Duration.ofDays(1));
      Await.until("the step", () -> text("rollout_percentage").equals(shown));
      assertEquals(ramp, store.flags().find("a").orElseThrow());
      isOwn(store, 2);
      now = NOON.plus(Duration.ofDays(2));
      Await.until("the last step", () -> text("rollout_percentage").startsWith("50"));
      isOwn(store, 3);
    }
  }

  @Test
  void users_inAColumnOfJsonb_areNotChangedFromOutside() {
    try (JdbcFlagStore store = open("double precision", "jsonb")) {
      store.put(Flag.users("a", "u", "ö\"\\", "longer"), null, ANN);
      assertEquals(Set.of("u", "ö\"\\", "longer"), store.flags().find("a").orElseThrow().users());
      isOwn(store, 1);
    }
  }

  @Test
  void users_tooLongForTheColumn_areRefused() {
    try (JdbcFlagStore store = open("double precision", "varchar(20)")) {
      assertThrows(
          InvalidFlagsException.class, () -> store.put(Flag.users("a", "a".repeat(30)), null, ANN));
      store.put(Flag.users("a", "u"), null, ANN);
      isOwn(store, 1);
    }
  }

  /** Metadata and users of another program stay as they are written, also over edits. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {"a":1e400,  "pi": 3.14159265358979323846264338327950288}
          [1,   2, {"x": null}]
          "text"
          17
          {"a": 1.0, "b": [1e2, 100]}
          """)
  void metadata_ofAnotherProgram_isKeptToTheLetter(String metadata) {
    try (JdbcFlagStore store = open("double precision", "json")) {
      Databases.run(
          source,
          "INSERT INTO feature_flags (name, enabled, allowed_users, metadata) VALUES ('a', true,"
              + " '[1,  42]', '"
              + metadata
              + "')");
      Await.until(
          "adopted " + store.status(),
          () -> store.history("a").size() == 1 && store.status().faults().isEmpty());
      Flag flag = store.flags().find("a").orElseThrow();
      assertTrue(flag.enabled());
      assertEquals(Set.of("1", "42"), flag.users());
      assertEquals(metadata, text("metadata"));
      assertEquals("[1,  42]", text("allowed_users"));
      store.setRollout("a", 5, ANN);
      assertEquals("[1,  42]", text("allowed_users"));
      store.kill("a", ANN);
      store.lift("a", ANN);
      assertEquals(metadata, text("metadata"));
      assertEquals(Set.of("1", "42"), store.flags().find("a").orElseThrow().users());
      isOwnSince(store);
    }
  }

  private static void isOwnSince(JdbcFlagStore store) {
    store.pollNow();
    store.pollNow();
    assertEquals(4, store.history("a").size(), store.history("a").toString());
  }
}
