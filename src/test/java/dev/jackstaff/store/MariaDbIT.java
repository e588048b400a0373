package dev.jackstaff.store;

import static dev.jackstaff.store.WritableFlagStoreContract.ANN;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jackstaff.Await;
import dev.jackstaff.Figures;
import dev.jackstaff.OnlyWithAll;
import dev.jackstaff.model.Flag;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The properties that only MariaDB and MySQL have: rights on triggers, settings of drivers, their
 * counters.
 */
@OnlyWithAll
final class MariaDbIT {
  private static final String SELF = "@'127.0.0.1'";
  @TempDir static Path directory;
  private static OwnMariaDb server;

  @BeforeAll
  static void startServer() throws Exception {
    server = new OwnMariaDb(directory, "--log-bin", "--default-time-zone=+05:30");
  }

  @AfterAll
  static void stopServer() {
    server.close();
  }

  private static JdbcFlagStore.Builder builder(String url) {
    return JdbcFlagStore.builder(url).createTables(true).refresh(Duration.ofMillis(50));
  }

  /** The rights of the role that creates the tables. */
  enum Rights {
    /** With a binary log, triggers need a right for the whole server as well. */
    ALL_OF_THE_DATABASE("ALL"),
    WITHOUT_TRIGGERS("SELECT, INSERT, UPDATE, DELETE, CREATE, ALTER");

    private final String granted;

    Rights(String granted) {
      this.granted = granted;
    }
  }

  @ParameterizedTest
  @EnumSource
  void roleThatMayNotCreateTriggers_seesChangesByTheirContent(Rights rights) {
    String database = server.create();
    String role = "role_of_" + database;
    server.run(
        "CREATE USER " + role + SELF,
        "GRANT " + rights.granted + " ON " + database + ".* TO " + role + SELF);
    String url = server.url(OwnMariaDb.Driver.MARIADB, database, role);
    try (JdbcFlagStore store = builder(url).build()) {
      store.put(Flag.percentage("a", 5), null, ANN);
      Databases.run(
          UrlSource.of(url), "UPDATE feature_flags SET rollout_percentage = 50 WHERE name = 'a'");
      Flag changed = Flag.percentage("a", 50);
      Await.until("the change", () -> store.flags().find("a").filter(changed::equals).isPresent());
      store.kill("a", ANN);
      assertTrue(store.find("a").orElseThrow().value().isKilled());
      String version = "SELECT version FROM feature_flags_version";
      assertEquals(0, Databases.count(UrlSource.of(url), version));
    }
  }

  @Test
  void truncation_whichRunsNoTrigger_isSeenByTheHash() {
    String url = server.url(OwnMariaDb.Driver.MARIADB, server.create(), "root");
    try (JdbcFlagStore store = builder(url).build()) {
      store.put(Flag.on("a"), null, ANN);
      String version = "SELECT version FROM feature_flags_version";
      int before = Databases.count(UrlSource.of(url), version);
      assertTrue(before > 1, "raised by a trigger: " + before);
      Databases.run(UrlSource.of(url), "TRUNCATE TABLE feature_flags");
      assertEquals(before, Databases.count(UrlSource.of(url), version));
      Await.until("it is seen", () -> store.flags().size() == 0);
      Await.until("it is noted", () -> store.history("a").get(0).after() == null);
    }
  }

  @ParameterizedTest
  @EnumSource
  void updateCountsOfChangedRowsOnly_areEnough(OwnMariaDb.Driver driver) {
    String url = server.url(driver, server.create(), "root") + "&useAffectedRows=true";
    try (JdbcFlagStore store = builder(url).build()) {
      String revision = store.put(Flag.on("a"), null, ANN);
      assertEquals(revision, store.find("a").orElseThrow().revision());
      store.kill("a", ANN);
      store.kill("a", ANN);
      assertEquals(2, store.history("a").size());
    }
  }

  /** Another program's table: its own collation knows no case, and a setting makes names lower. */
  @Test
  void namesThatDifferInCase_areTwoFlags() {
    String url = server.url(OwnMariaDb.Driver.MARIADB, server.create(), "root");
    try (JdbcFlagStore store = builder(url).build()) {
      store.put(Flag.on("checkout"), null, ANN);
      store.put(Flag.off("Checkout"), null, ANN);
      assertEquals(2, store.flags().size());
      assertEquals(1, store.history("Checkout").size());
    }
  }

  @Test
  void poll_isOneStatement() throws Exception {
    String url = server.url(OwnMariaDb.Driver.MARIADB, server.create(), "root");
    try (Connection own = DriverManager.getConnection(url);
        JdbcFlagStore store = builder(url).refresh(Duration.ofDays(1)).build()) {
      store.put(Flag.on("a"), null, ANN);
      store.pollNow();
      long statements = counter(own, "Questions");
      long bytes = counter(own, "Bytes_sent");
      for (int i = 0; i < 100; i++) {
        store.pollNow();
      }
      // One of them asks for the counter.
      long sent = counter(own, "Questions") - statements - 2;
      Figures.record(
          "MariaDB: 100 looks at an unchanged table are %d statements and %d bytes of answers",
          sent, counter(own, "Bytes_sent") - bytes);
      assertTrue(sent <= 126, "one each, and a hash for every fourth: " + sent);
    }
  }

  @ParameterizedTest
  @EnumSource
  void writeOfOneFlag_isTenStatements_andAtMostOnePing(OwnMariaDb.Driver driver) throws Exception {
    String url = server.url(driver, server.create(), "root");
    try (Connection own = DriverManager.getConnection(url);
        JdbcFlagStore store = builder(url).refresh(Duration.ofDays(1)).build()) {
      store.put(Flag.percentage("a", 0), null, ANN);
      long before = counter(own, "Questions");
      for (int i = 1; i <= 20; i++) {
        store.setRollout("a", i, ANN);
      }
      long sent = counter(own, "Questions") - before - 1;
      Figures.record("MariaDB, %s: 20 writes are %d statements", driver, sent);
      // MySQL's driver is asked whether a connection that was idle is alive.
      assertTrue(sent <= 20 * 11, "no more than eleven each: " + sent);
    }
  }

  private static long counter(Connection own, String name) throws SQLException {
    try (Statement statement = own.createStatement();
        ResultSet row = statement.executeQuery("SHOW GLOBAL STATUS LIKE '" + name + "'")) {
      row.next();
      return row.getLong(2);
    }
  }

  /** Prints how long a change takes to the other nodes; nothing here depends on it. */
  @Test
  void change_isSeenWithinTheRefresh() {
    String url = server.url(OwnMariaDb.Driver.MARIADB, server.create(), "root");
    List<Long> nanos = Collections.synchronizedList(new ArrayList<>());
    Duration refresh = Duration.ofMillis(200);
    try (JdbcFlagStore writer = builder(url).build();
        JdbcFlagStore one = builder(url).refresh(refresh).build();
        JdbcFlagStore two = builder(url).refresh(refresh).build()) {
      for (int i = 0; i < 50; i++) {
        String name = "flag" + i;
        writer.put(Flag.on(name), null, ANN);
        long written = System.nanoTime();
        for (JdbcFlagStore store : List.of(one, two)) {
          Await.until(name, () -> store.flags().find(name).isPresent());
        }
        nanos.add(System.nanoTime() - written);
      }
    }
    Collections.sort(nanos);
    Figures.record(
        "MariaDB: 50 changes were on two other nodes with a refresh of %d ms after %d ms (median),"
            + " %d ms (longest)",
        refresh.toMillis(),
        Duration.ofNanos(nanos.get(25)).toMillis(),
        Duration.ofNanos(nanos.get(49)).toMillis());
    assertEquals(50, nanos.size());
  }
}
