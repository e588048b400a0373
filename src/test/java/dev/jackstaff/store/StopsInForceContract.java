package dev.jackstaff.store;

import static dev.jackstaff.store.WritableFlagStoreContract.ANN;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jackstaff.Await;
import dev.jackstaff.FeatureFlags;
import dev.jackstaff.model.Condition;
import dev.jackstaff.model.Flag;
import dev.jackstaff.model.Rule;
import dev.jackstaff.model.User;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A stop in a row, or one that a store has acknowledged, is in force whatever else is wrong: a
 * table of each fault beside each act, on a node that runs, one that starts now, and one that
 * starts without the database.
 */
abstract class StopsInForceContract {
  private static final AtomicInteger TABLES = new AtomicInteger();

  @TempDir Path directory;
  private final String table = "stops" + TABLES.incrementAndGet();
  private DataSource source;
  private JdbcFlagStore running;

  abstract DataSource database();

  abstract String json(String text);

  /** The other faults of the table. */
  enum Fault {
    NONE,
    REQUIRED_DELETED,
    REQUIRED_INVALID,
    ROW_INVALID,
    ROW_CUT_OFF,
    USERS_INVALID,
    SEGMENT_DELETED,
    SEGMENT_INVALID,
    CYCLE,
    UNKNOWN_REQUIRED,
    UNKNOWN_SEGMENT;

    void happens(StopsInForceContract test, String flag) {
      switch (this) {
        case NONE -> test.run("UPDATE FLAGS SET enabled = true WHERE name = 'base'");
        case REQUIRED_DELETED -> test.run("DELETE FROM FLAGS WHERE name = 'base'");
        case REQUIRED_INVALID ->
            test.run("UPDATE FLAGS SET rollout_percentage = 140 WHERE name = 'base'");
        case ROW_INVALID -> test.define(flag, text -> text.replace("}", ", \"rulez\": 1}"), true);
        // A text that is no JSON, as a column of text can hold it, is a string in one of JSON.
        case ROW_CUT_OFF ->
            test.define(flag, text -> quoted(text.substring(0, text.length() - 1)), false);
        case USERS_INVALID ->
            test.run(
                "UPDATE FLAGS SET allowed_users = "
                    + test.json("{\"not\": \"a list\"}")
                    + " WHERE name = '"
                    + flag
                    + "'");
        case SEGMENT_DELETED -> test.run("DELETE FROM SEGMENTS");
        case SEGMENT_INVALID ->
            test.run("UPDATE SEGMENTS SET definition = " + test.json("{\"$what\": 1}"));
        case CYCLE -> test.define("base", text -> "{\"requires\": [\"" + flag + "\"]}", false);
        case UNKNOWN_REQUIRED ->
            test.define(flag, text -> text.replace("\"base\"", "\"nobody\""), false);
        case UNKNOWN_SEGMENT ->
            test.define(flag, text -> text.replace("\"team\"", "\"nobodies\""), false);
      }
    }

    private static String quoted(String text) {
      return '"' + text.replace("\"", "\\\"") + '"';
    }
  }

  /** The ways to stop a flag. */
  enum Act {
    NONE("share"),
    KILL_BY_STORE("share"),
    KILL_BY_ROW("share"),
    NO_ROLLOUT_BY_STORE("share"),
    NO_ROLLOUT_BY_ROW("share"),
    DISABLED_BY_ROW("banner");

    private final String flag;

    Act(String flag) {
      this.flag = flag;
    }

    /** Also in a definition that is a text, and so cut off. */
    private static String killed(String text) {
      String kill = text.startsWith("\"") ? "{\\\"killed\\\": true, " : "{\"killed\": true, ";
      return text.replaceFirst("\\{", Matcher.quoteReplacement(kill));
    }

    void happens(StopsInForceContract test) {
      switch (this) {
        case NONE -> {}
        case KILL_BY_STORE -> test.running.kill(flag, ANN);
        case KILL_BY_ROW -> test.define(flag, Act::killed, false);
        case NO_ROLLOUT_BY_STORE -> test.running.setRollout(flag, 0, ANN);
        case NO_ROLLOUT_BY_ROW ->
            test.run("UPDATE FLAGS SET rollout_percentage = 0 WHERE name = '" + flag + "'");
        case DISABLED_BY_ROW ->
            test.run("UPDATE FLAGS SET enabled = false WHERE name = '" + flag + "'");
      }
    }
  }

  static Stream<Arguments> table() {
    List<Arguments> rows = new ArrayList<>();
    for (Fault fault : Fault.values()) {
      for (Act act : Act.values()) {
        rows.add(Arguments.of(fault, act, true));
        if (act != Act.NONE && fault != Fault.NONE) {
          rows.add(Arguments.of(fault, act, false));
        }
      }
    }
    return rows.stream();
  }

  @BeforeEach
  void open() {
    source = database();
    running = builder().lastKnownGood(directory.resolve("good.json")).build();
    running.putSegment("team", Condition.is("role", "staff"), null, ANN);
    running.put(Flag.on("base"), null, ANN);
    running.put(flag("share").percentage(100).build(), null, ANN);
    running.put(flag("banner").enabled(true).build(), null, ANN);
    running.put(Flag.builder("above").enabled(true).requires("share").build(), null, ANN);
  }

  private static Flag.Builder flag(String name) {
    return Flag.builder(name)
        .requires("base")
        .rule(Rule.enabled(Condition.inSegment("team"), true));
  }

  @AfterEach
  void close() {
    running.close();
  }

  private JdbcFlagStore.Builder builder() {
    return JdbcFlagStore.builder(source)
        .createTables(true)
        .table(table)
        .refresh(Duration.ofMillis(20));
  }

  private void run(String sql) {
    String stem = table.substring(0, table.length());
    Databases.run(source, sql.replace("FLAGS", table).replace("SEGMENTS", stem + "_segments"));
  }

  private void define(String flag, UnaryOperator<String> edit, boolean last) {
    String text = text("SELECT definition FROM " + table + " WHERE name = '" + flag + "'");
    String edited = edit.apply(last ? text.substring(0, text.lastIndexOf('}')) + "}" : text);
    if (last && edited.equals(text)) {
      throw new AssertionError(text);
    }
    run("UPDATE FLAGS SET definition = " + json(edited) + " WHERE name = '" + flag + "'");
  }

  private String text(String sql) {
    try (Connection connection = source.getConnection();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getString(1);
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  private static boolean isOn(FlagStore store, String flag) {
    try (FeatureFlags features = FeatureFlags.of(store.flags())) {
      return features.decide(flag, User.of("ann")).on();
    }
  }

  /** Everything that is decided, for somebody outside and somebody inside the segment. */
  private static Map<String, String> answers(FlagStore store) {
    Map<String, String> answers = new TreeMap<>();
    try (FeatureFlags features = FeatureFlags.of(store.flags())) {
      for (String flag : List.of("base", "share", "banner", "above")) {
        boolean outside = features.decide(flag, User.of("ann")).on();
        boolean inside = features.decide(flag, User.of("bob").with("role", "staff")).on();
        answers.put(flag, outside + "/" + inside);
      }
    }
    return answers;
  }

  @ParameterizedTest(name = "{0}, {1}, act first: {2}")
  @MethodSource("table")
  void stop_besideAFault_isInForceOnEveryNode(Fault fault, Act act, boolean actFirst) {
    assertTrue(isOn(running, act.flag), "it is on before");
    if (actFirst) {
      act.happens(this);
      fault.happens(this, act.flag);
      Await.until(
          "the fault is seen", () -> fault == Fault.NONE || !running.status().faults().isEmpty());
    } else {
      fault.happens(this, act.flag);
      Await.until("the fault is seen", () -> !running.status().faults().isEmpty());
      act.happens(this);
    }
    if (act != Act.NONE) {
      Await.until(
          "off on a running node " + running.flags().find(act.flag),
          () -> !isOn(running, act.flag));
    }
    try (JdbcFlagStore started = builder().build()) {
      if (act != Act.NONE) {
        assertFalse(isOn(started, act.flag), "off on a node that starts: " + started.flags());
      }
      Await.until(
          answers(running) + " and " + answers(started) + ": " + started.status(),
          () -> answers(running).equals(answers(started)));
      assertEquals(StoreStatus.State.READY, started.status().state());
    }
    restartsAlike(act);
  }

  /** The earlier references are only in the history, which the edit would trim. */
  @ParameterizedTest
  @EnumSource(names = {"CYCLE", "UNKNOWN_REQUIRED", "UNKNOWN_SEGMENT"})
  void edit_ofAFlagWhoseReferencesAreOlder_keepsWhatNodesThatStartNeed(Fault fault) {
    try (JdbcFlagStore trimming = builder().retention(1).build()) {
      fault.happens(this, "share");
      Await.until("the fault is seen", () -> !trimming.status().faults().isEmpty());
      Await.until("everywhere", () -> !running.status().faults().isEmpty());
      for (int i = 0; i < 2; i++) {
        trimming.setRollout("base", 98 + i, ANN);
        trimming.setRollout("share", 98 + i, ANN);
      }
      trimming.pollNow();
      try (JdbcFlagStore started = builder().build()) {
        Await.until(
            answers(trimming) + " and " + answers(started) + ": " + started.status(),
            () -> answers(trimming).equals(answers(started)));
        assertTrue(isOn(started, "share"), started.flags().toString());
      }
    }
  }

  /** From the last known good set, without the database. */
  private void restartsAlike(Act act) {
    Map<String, String> before = answers(running);
    running.close();
    try (JdbcFlagStore restarted = away()) {
      assertEquals(before, answers(restarted));
      assertFalse(act != Act.NONE && isOn(restarted, act.flag));
    }
  }

  private JdbcFlagStore away() {
    return JdbcFlagStore.builder(Databases.away())
        .table(table)
        .lastKnownGood(directory.resolve("good.json"))
        .build();
  }
}
