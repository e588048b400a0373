package dev.jackstaff.store;

import static dev.jackstaff.store.WritableFlagStoreContract.ANN;
import static dev.jackstaff.store.WritableFlagStoreContract.NOON;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jackstaff.Await;
import dev.jackstaff.model.Condition;
import dev.jackstaff.model.Flag;
import dev.jackstaff.model.Kill;
import dev.jackstaff.model.Rule;
import dev.jackstaff.model.Schedule;
import dev.jackstaff.model.Schedule.Step;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A table that other programs write as well, who know the original's five columns only. */
abstract class SharedTableContract {
  static final String ORIGINAL =
      "CREATE TABLE feature_flags (name varchar(100) PRIMARY KEY, enabled boolean DEFAULT false,"
          + " rollout_percentage double precision, allowed_users json, metadata json)";

  private volatile Instant now = NOON;
  private DataSource source;
  private JdbcFlagStore store;

  abstract DataSource database();

  /** A literal for a column of JSON. */
  abstract String json(String text);

  /** The name of a schema that does not exist yet, or null where there are none. */
  @Nullable String schema() {
    return "other";
  }

  @BeforeEach
  void makeDatabase() {
    source = database();
  }

  @AfterEach
  void closeStore() {
    if (store != null) {
      store.close();
    }
  }

  private JdbcFlagStore.Builder builder() {
    return JdbcFlagStore.builder(source)
        .createTables(true)
        .clock(() -> now)
        .refresh(Duration.ofMillis(20));
  }

  private JdbcFlagStore open() {
    store = builder().build();
    return store;
  }

  private void outside(String... sql) {
    Databases.run(source, sql);
  }

  private void untilFlag(String name, Flag flag) {
    Await.until(
        name + " is " + flag + " and not " + store.flags().find(name),
        () -> store.flags().find(name).filter(flag::equals).isPresent());
  }

  private List<String> why(String name) {
    return store.history(name).stream().map(entry -> entry.by() + ": " + entry.why()).toList();
  }

  private void untilWhy(String name, String newest) {
    Await.until(
        newest + " in " + why(name),
        () -> why(name).stream().limit(1).toList().equals(List.of(newest)));
  }

  /** The five columns, as the original reads them. */
  private String columns(String name) {
    try (Connection connection = source.getConnection();
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT enabled, rollout_percentage, allowed_users, metadata FROM feature_flags"
                    + " WHERE name = '"
                    + name
                    + "'")) {
      return row.next()
          ? row.getBoolean(1)
              + " "
              + row.getObject(2)
              + " "
              + row.getString(3)
              + " "
              + row.getString(4)
          : "gone";
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  private static Flag ramp(String name) {
    Schedule schedule = Schedule.from(NOON, Step.days(0, 5), Step.days(3, 25), Step.days(7, 100));
    return Flag.builder(name).schedule(schedule).build();
  }

  @Test
  void table_ofTheOriginal_isCompletedAndItsRowsAreTaken() {
    outside(
        ORIGINAL,
        "INSERT INTO feature_flags VALUES ('all', true, NULL, "
            + json("[]")
            + ", "
            + json("{}")
            + ")",
        "INSERT INTO feature_flags VALUES ('nulls', NULL, NULL, NULL, NULL)",
        "INSERT INTO feature_flags VALUES ('some', false, 12.5, "
            + json("[\"user:1\"]")
            + ", "
            + json("{\"team\": \"x\"}")
            + ")");
    open();
    assertEquals(Flag.on("all"), store.flags().find("all").orElseThrow());
    assertEquals(Flag.off("nulls"), store.flags().find("nulls").orElseThrow());
    Flag some = store.flags().find("some").orElseThrow();
    assertEquals(12.5, some.percentage().orElseThrow());
    assertEquals(java.util.Set.of("user:1"), some.users());
    assertEquals(Map.of("team", "x"), some.about().metadata());
    untilWhy("some", "outside: found in the table");
  }

  @Test
  void insertAndUpdate_thatKnowFiveColumns_keepWorkingAndAreInTheHistory() {
    open();
    outside("INSERT INTO feature_flags (name, rollout_percentage) VALUES ('a', 5)");
    untilFlag("a", Flag.percentage("a", 5));
    untilWhy("a", "outside: found in the table");
    outside("UPDATE feature_flags SET rollout_percentage = 50 WHERE name = 'a'");
    untilFlag("a", Flag.percentage("a", 50));
    untilWhy("a", "outside: changed in the table: percentage");
    outside("UPDATE feature_flags SET allowed_users = " + json("[\"u\"]") + " WHERE name = 'a'");
    untilWhy("a", "outside: changed in the table: users");
    String first = store.history("a").get(2).revision();
    store.revert("a", first, ANN);
    assertEquals(Flag.percentage("a", 5), store.flags().find("a").orElseThrow());
    assertEquals("false 5.0 [] {}", columns("a"));
    assertEquals(4, store.history("a").size());
  }

  @Test
  void write_overAChangeFromOutside_isRefused() {
    open();
    String seen = store.put(Flag.percentage("a", 5), null, ANN);
    outside("UPDATE feature_flags SET rollout_percentage = 50 WHERE name = 'a'");
    StaleRevisionException stale =
        assertThrows(
            StaleRevisionException.class, () -> store.put(Flag.percentage("a", 6), seen, ANN));
    assertEquals(Flag.percentage("a", 50), stale.current().value());
  }

  @Test
  void delete_fromOutside_isSeenAndInTheHistoryAndCanBeReverted() {
    open();
    String revision = store.put(Flag.percentage("a", 5), null, ANN);
    outside("DELETE FROM feature_flags");
    Await.until("a is gone", () -> store.flags().find("a").isEmpty());
    untilWhy("a", "outside: deleted from the table");
    assertNull(store.history("a").get(0).after());
    store.revert("a", revision, ANN);
    assertEquals(Flag.percentage("a", 5), store.flags().find("a").orElseThrow());
    assertTrue(store.find("a").orElseThrow().revision().startsWith("3-"));
  }

  @Test
  void kill_isProjectedAsOff_andLiftBringsTheColumnsBack() {
    open();
    store.put(Flag.builder("a").enabled(true).percentage(20).users("u").build(), null, ANN);
    assertEquals("true 20.0 [\"u\"] {}", columns("a"));
    store.kill("a", ANN);
    assertEquals("false null [] {}", columns("a"));
    store.lift("a", ANN);
    assertEquals("true 20.0 [\"u\"] {}", columns("a"));
  }

  @Test
  void percentage_setFromOutsideOnAKilledFlag_waitsForTheLift() {
    open();
    store.put(Flag.builder("a").percentage(20).users("u").build(), null, ANN);
    store.kill("a", ANN);
    outside("UPDATE feature_flags SET rollout_percentage = 60, enabled = true WHERE name = 'a'");
    Flag waiting =
        Flag.builder("a")
            .enabled(true)
            .percentage(60)
            .users("u")
            .killed(new Kill("ann", NOON, "a test"))
            .build();
    untilFlag("a", waiting);
    Await.until("projected again " + columns("a"), () -> columns("a").equals("false null [] {}"));
    store.lift("a", ANN);
    assertEquals("true 60.0 [\"u\"] {}", columns("a"));
  }

  @Test
  void schedule_isProjectedStepByStep_onceForAllNodes() {
    open();
    store.put(ramp("ramp"), null, ANN);
    assertEquals("false 5.0 [] {}", columns("ramp"));
    try (JdbcFlagStore second = builder().build();
        JdbcFlagStore third = builder().build()) {
      now = now.plus(Duration.ofDays(3));
      Await.until("the step", () -> columns("ramp").equals("false 25.0 [] {}"));
      untilWhy("ramp", "schedule: 5.0% → 25.0%");
      now = now.plus(Duration.ofDays(4));
      Await.until("the last step", () -> columns("ramp").equals("false 100.0 [] {}"));
      untilWhy("ramp", "schedule: 25.0% → 100.0%");
      assertEquals(3, store.history("ramp").size());
      assertEquals(ramp("ramp"), second.flags().find("ramp").orElseThrow());
      assertEquals(ramp("ramp"), third.flags().find("ramp").orElseThrow());
    }
  }

  @Test
  void schedule_onAClockThatIsBehind_isNotTurnedBack() {
    open();
    now = NOON.plus(Duration.ofDays(3));
    store.put(ramp("ramp"), null, ANN);
    now = NOON;
    outside("INSERT INTO feature_flags (name) VALUES ('other')");
    untilWhy("other", "outside: found in the table");
    assertEquals("false 25.0 [] {}", columns("ramp"));
    assertEquals(1, store.history("ramp").size());
  }

  @Test
  void schedule_overAChangeOfTheClocks_isProjectedByLocalTime() {
    stepsAt("2026-10-24T07:00:00Z", 1, "2026-10-25T08:00:00Z");
    stepsAt("2027-03-27T08:00:00Z", 1, "2027-03-28T07:00:00Z");
  }

  @Test
  void schedule_overALeapDay_isProjectedByTheCalendar() {
    stepsAt("2028-02-27T08:00:00Z", 3, "2028-03-01T08:00:00Z");
  }

  /** From 9 in Berlin, some days later at 9 in Berlin, to the second. */
  private void stepsAt(String start, int days, String step) {
    ZoneId berlin = ZoneId.of("Europe/Berlin");
    List<Step> steps = List.of(Step.days(0, 1), Step.days(days, 50));
    Schedule schedule =
        new Schedule(Instant.parse(start), berlin, steps, null, OptionalInt.empty());
    now = Instant.parse(start);
    if (store == null) {
      open();
    }
    String name = "ramp" + now.getEpochSecond();
    store.put(Flag.builder(name).schedule(schedule).build(), null, ANN);
    now = Instant.parse(step).minusSeconds(1);
    // What comes later in the same look shows that nothing was due.
    outside("INSERT INTO feature_flags (name) VALUES ('z" + name + "')");
    untilWhy("z" + name, "outside: found in the table");
    assertEquals("false 1.0 [] {}", columns(name));
    now = Instant.parse(step);
    Await.until("the step of " + name, () -> columns(name).equals("false 50.0 [] {}"));
  }

  @Test
  void percentage_setFromOutsideOnASchedule_replacesIt() {
    open();
    store.put(ramp("ramp"), null, ANN);
    outside("UPDATE feature_flags SET rollout_percentage = 60 WHERE name = 'ramp'");
    untilFlag("ramp", Flag.percentage("ramp", 60));
    untilWhy("ramp", "outside: changed in the table: percentage");
    store.put(ramp("other"), null, ANN);
    outside("UPDATE feature_flags SET rollout_percentage = NULL WHERE name = 'other'");
    untilFlag("other", Flag.off("other"));
  }

  @Test
  void definition_setFromOutside_isTaken() {
    open();
    store.put(Flag.percentage("a", 5), null, ANN);
    outside(
        "UPDATE feature_flags SET definition = "
            + json("{\"killed\": true}")
            + " WHERE name = 'a'");
    Flag killed = Flag.builder("a").percentage(5).killed(Kill.UNEXPLAINED).build();
    untilFlag("a", killed);
    Await.until("projected", () -> columns("a").equals("false null [] {}"));
    untilWhy("a", "outside: changed in the table: definition");
  }

  @Test
  void row_thatIsWrong_keepsItsLastGoodDefinition_andSaysWhy() {
    open();
    store.put(Flag.percentage("a", 5), null, ANN);
    store.put(Flag.on("b"), null, ANN);
    outside(
        "UPDATE feature_flags SET rollout_percentage = 140 WHERE name = 'a'",
        "INSERT INTO feature_flags (name, allowed_users) VALUES ('new', " + json("{}") + ")",
        "INSERT INTO feature_flags (name) VALUES ('not a name')",
        "UPDATE feature_flags SET enabled = false WHERE name = 'b'");
    untilFlag("b", Flag.off("b"));
    assertEquals(Flag.percentage("a", 5), store.flags().find("a").orElseThrow());
    assertEquals(Flag.off("new"), store.flags().find("new").orElseThrow());
    assertEquals(StoreStatus.State.READY, store.status().state());
    List<String> faults = store.status().faults();
    assertEquals(3, faults.size(), faults.toString());
    assertEquals(
        "a: percentage must be between 0 and 100, was 140; its last good definition stays in force",
        faults.get(0));
    assertEquals("new: users must be a list of strings, was an object; it is off", faults.get(1));
    assertTrue(faults.get(2).startsWith("not a name: the name 'not a name' is not allowed"));
    String broken = store.find("a").orElseThrow().revision();
    store.put(Flag.percentage("a", 7), broken, ANN);
    assertEquals(2, store.status().faults().size());
    outside("DELETE FROM feature_flags WHERE name IN ('new', 'not a name')");
    Await.until("no faults " + store.status(), () -> store.status().faults().isEmpty());
  }

  @Test
  void row_whoseReferenceIsMissing_countsItself_andTheReferenceStaysAsItWas() {
    open();
    store.put(Flag.on("base"), null, ANN);
    store.put(Flag.builder("middle").enabled(true).requires("base").build(), null, ANN);
    store.put(Flag.builder("top").enabled(true).requires("middle").build(), null, ANN);
    outside("DELETE FROM feature_flags WHERE name = 'base'");
    Await.until("a fault", () -> !store.status().faults().isEmpty());
    assertEquals(3, store.flags().size());
    assertEquals(
        List.of(
            "middle: requires the unknown flag 'base'; its last good definition stays in force"),
        store.status().faults());
    outside("UPDATE feature_flags SET enabled = false WHERE name = 'top'");
    untilWhy("top", "outside: changed in the table: enabled");
    assertFalse(store.flags().find("top").orElseThrow().enabled());
    outside("INSERT INTO feature_flags (name) VALUES ('base')");
    untilFlag("base", Flag.off("base"));
    assertEquals(List.of(), store.status().faults());
    untilWhy("base", "outside: found in the table");
    assertEquals("outside: deleted from the table", why("base").get(1));
  }

  @Test
  void rows_thatGoInACircle_keepTheirLastGoodDefinitions() {
    open();
    store.put(Flag.on("a"), null, ANN);
    store.put(Flag.builder("b").enabled(true).requires("a").build(), null, ANN);
    outside(
        "UPDATE feature_flags SET definition = "
            + json("{\"requires\": [\"b\"]}")
            + " WHERE name = 'a'");
    Await.until("a fault", () -> !store.status().faults().isEmpty());
    assertEquals(Flag.on("a"), store.flags().find("a").orElseThrow());
    assertEquals(2, store.status().faults().size(), store.status().toString());
  }

  @Test
  void segment_thatIsWrong_keepsItsLastGoodCondition_asDoFlagsThatUseIt() {
    open();
    Condition staff = Condition.is("role", "staff");
    store.putSegment("team", staff, null, ANN);
    Flag flag = Flag.builder("a").rule(Rule.enabled(Condition.inSegment("team"), true)).build();
    store.put(flag, null, ANN);
    outside("UPDATE feature_flag_segments SET definition = " + json("{\"$what\": 1}"));
    Await.until("a fault", () -> !store.status().faults().isEmpty());
    assertEquals(Map.of("team", staff), store.flags().segments());
    outside("UPDATE feature_flag_segments SET definition = " + json("{\"role\": \"boss\"}"));
    Condition boss = Condition.is("role", "boss");
    Await.until("boss", () -> store.flags().segments().equals(Map.of("team", boss)));
    List<HistoryEntry<Condition>> history = store.segmentHistory("team");
    store.revertSegment("team", history.get(history.size() - 1).revision(), ANN);
    assertEquals(Map.of("team", staff), store.flags().segments());
  }

  @Test
  void history_saysWhoWhenAndWhy_andIsTrimmed() {
    store = builder().retention(3).build();
    for (int i = 1; i <= 5; i++) {
      String seen = i == 1 ? null : store.find("a").orElseThrow().revision();
      store.put(Flag.percentage("a", i), seen, Change.by("user" + i, "why" + i));
    }
    List<HistoryEntry<Flag>> history = store.history("a");
    assertEquals(3, history.size());
    HistoryEntry<Flag> newest = history.get(0);
    assertEquals(store.find("a").orElseThrow().revision(), newest.revision());
    assertEquals("user5", newest.by());
    assertEquals("why5", newest.why());
    assertEquals(NOON, newest.at());
    assertEquals(Flag.percentage("a", 5), newest.after());
    assertThrows(NoSuchElementException.class, () -> store.revert("a", "1-0", ANN));
    assertEquals(List.of(), store.history("nobody"));
  }

  @Test
  void history_olderThanItsRetention_goesWithTheNextChange_byTheDatabasesClock() {
    open();
    String first = store.put(Flag.percentage("a", 1), null, ANN);
    String second = store.put(Flag.percentage("a", 2), first, ANN);
    outside(
        "UPDATE feature_flag_history SET at = CURRENT_TIMESTAMP - INTERVAL '40' DAY"
            + " WHERE revision = 1",
        "UPDATE feature_flag_history SET at = CURRENT_TIMESTAMP - INTERVAL '2' DAY"
            + " WHERE revision = 2");
    store.close();
    // A node whose clock is a year ahead removes nothing more than any other.
    now = Instant.now().plus(Duration.ofDays(365));
    store = builder().retention(Duration.ofDays(30)).build();
    AtomicReference<String> seen = new AtomicReference<>(second);
    AtomicInteger percentage = new AtomicInteger(2);
    Await.until(
        "the oldest has gone from " + why("a"),
        () -> {
          Flag next = Flag.percentage("a", percentage.incrementAndGet() % 100);
          seen.set(store.put(next, seen.get(), ANN));
          return store.history("a").stream().noneMatch(entry -> entry.revision().startsWith("1-"));
        });
    assertTrue(store.history("a").stream().anyMatch(entry -> entry.revision().equals(second)));
  }

  @Test
  void tables_underOtherNames_areIndependent() {
    String schema = schema();
    if (schema != null) {
      outside("CREATE SCHEMA " + schema);
    }
    open();
    store.put(Flag.on("a"), null, ANN);
    try (JdbcFlagStore one =
            (schema == null ? builder().table("other") : builder().schema(schema)).build();
        JdbcFlagStore two = builder().table("My \"odd\" toggles").build()) {
      one.put(Flag.off("a"), null, ANN);
      two.put(Flag.on("b"), null, ANN);
      one.put(Flag.on("one"), null, ANN);
      assertEquals("[a, one]", names(one));
      assertEquals("[b]", names(two));
      assertEquals(1, two.history("b").size());
      assertEquals("[a]", names(store));
    }
  }

  private static String names(JdbcFlagStore store) {
    return store.flags().flags().stream().map(Flag::name).toList().toString();
  }

  @Test
  void createTables_fromManyNodesAtOnce_works() throws Exception {
    outside(ORIGINAL, "INSERT INTO feature_flags (name) VALUES ('a')");
    List<JdbcFlagStore> stores = Collections.synchronizedList(new ArrayList<>());
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      Thread thread = new Thread(() -> stores.add(builder().build()));
      threads.add(thread);
      thread.start();
    }
    for (Thread thread : threads) {
      thread.join();
    }
    stores.forEach(JdbcFlagStore::close);
    assertEquals(5, stores.size());
  }
}
