package dev.jackstaff.store;

import static dev.jackstaff.store.WritableFlagStoreContract.ANN;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.zaxxer.hikari.HikariDataSource;
import dev.jackstaff.Await;
import dev.jackstaff.Logged;
import dev.jackstaff.model.Flag;
import dev.jackstaff.model.FlagSet;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.ds.PGSimpleDataSource;

/** Changes are heard, losses are survived, and nothing is left at the end. */
class ListeningIT {
  private static final Duration NEVER = Duration.ofDays(1);

  private final PGSimpleDataSource source = Databases.postgres();
  @TempDir private Path directory;

  private JdbcFlagStore.Builder builder() {
    return JdbcFlagStore.builder(source).createTables(true).refresh(NEVER).listen(source);
  }

  private static void untilFlag(JdbcFlagStore store, String name) {
    Await.until(name, () -> store.flags().find(name).isPresent());
  }

  private static void untilReady(JdbcFlagStore store) {
    Await.until(
        "ready " + store.status(),
        () ->
            store.status().state() == StoreStatus.State.READY && store.status().faults().isEmpty());
  }

  @Test
  void anyWriter_withAnyStatement_isHeard() {
    try (JdbcFlagStore store = builder().build()) {
      untilReady(store);
      Databases.run(source, "INSERT INTO feature_flags (name) VALUES ('a'), ('b')");
      untilFlag(store, "b");
      Databases.run(source, "UPDATE feature_flags SET enabled = true WHERE name = 'b'");
      Await.until("b is on", () -> store.flags().find("b").orElseThrow().enabled());
      Databases.run(source, "DELETE FROM feature_flags WHERE name = 'b'");
      Await.until("b is gone", () -> store.flags().find("b").isEmpty());
      Databases.run(source, "TRUNCATE feature_flags");
      Await.until("all are gone", () -> store.flags().size() == 0);
    }
  }

  @Test
  void backend_thatIsTerminated_isReplacedAndWhatWasMissedIsRead() {
    try (JdbcFlagStore store = builder().build()) {
      untilReady(store);
      Databases.run(
          source,
          "INSERT INTO feature_flags (name) VALUES ('a')",
          "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
              + " WHERE datname = current_database() AND pid <> pg_backend_pid()",
          "INSERT INTO feature_flags (name) VALUES ('b')");
      untilFlag(store, "b");
      untilReady(store);
      Databases.run(source, "INSERT INTO feature_flags (name) VALUES ('c')");
      untilFlag(store, "c");
    }
  }

  @Test
  void store_thatDoesNotListen_seesAChangeWithinItsRefresh() {
    Duration refresh = Duration.ofMillis(300);
    try (JdbcFlagStore store =
        JdbcFlagStore.builder(source).createTables(true).refresh(refresh).build()) {
      Databases.run(source, "INSERT INTO feature_flags (name) VALUES ('a')");
      Duration bound = refresh.plusMillis(700);
      Await.until("a", bound, () -> store.flags().find("a").isPresent());
    }
  }

  @Test
  void privilege_thatIsRevoked_leavesTheLastGoodSet_untilItIsGrantedAgain() {
    try (JdbcFlagStore owner = JdbcFlagStore.builder(source).createTables(true).build()) {
      owner.put(Flag.on("a"), null, ANN);
    }
    String reader = "reader" + System.nanoTime();
    Databases.run(
        source,
        "CREATE ROLE " + reader + " LOGIN",
        "GRANT SELECT ON ALL TABLES IN SCHEMA public TO " + reader);
    PGSimpleDataSource other = new PGSimpleDataSource();
    other.setURL(source.getURL());
    other.setUser(reader);
    try (JdbcFlagStore store = JdbcFlagStore.builder(other).refresh(NEVER).listen(other).build()) {
      untilReady(store);
      Databases.run(source, "REVOKE SELECT ON feature_flags FROM " + reader);
      Databases.run(source, "INSERT INTO feature_flags (name) VALUES ('b')");
      Await.until("stale", () -> store.status().state() == StoreStatus.State.STALE);
      assertTrue(store.status().reason().contains("permission denied"), store.status().toString());
      assertEquals(List.of(Flag.on("a")), List.copyOf(store.flags().flags()));
      Databases.run(source, "GRANT SELECT ON feature_flags TO " + reader);
      untilFlag(store, "b");
      assertEquals(StoreStatus.State.READY, store.status().state());
      assertThrows(StoreException.class, () -> store.put(Flag.on("c"), null, ANN));
      store.kill("a", ANN);
      assertTrue(store.flags().find("a").orElseThrow().isKilled());
      String unwritten = String.valueOf(store.status().unwritten().get("a"));
      assertTrue(unwritten.contains("permission denied"), unwritten);
    }
    Databases.run(source, "DROP OWNED BY " + reader, "DROP ROLE " + reader);
  }

  @Test
  void listening_whereItCannot_pollsAndSaysSo() {
    DataSource h2 = Databases.h2();
    try (JdbcFlagStore store =
        JdbcFlagStore.builder(h2)
            .createTables(true)
            .refresh(Duration.ofMillis(20))
            .listen(h2)
            .build()) {
      Databases.run(h2, "INSERT INTO feature_flags (name) VALUES ('a')");
      untilFlag(store, "a");
      Await.until(
          "it says so " + store.status(),
          () ->
              store.status().state() == StoreStatus.State.READY
                  && store
                      .status()
                      .faults()
                      .toString()
                      .contains("H2 does not send notifications of changes"));
    }
  }

  @Test
  void close_leavesNoThreadAndNoConnection_andSaysNothing() {
    try (HikariDataSource pool = Databases.pool(source);
        Logged log = Logged.library()) {
      for (int i = 0; i < 20; i++) {
        JdbcFlagStore store = JdbcFlagStore.builder(pool).createTables(true).listen(source).build();
        store.put(
            Flag.percentage("a", i), i == 0 ? null : store.find("a").orElseThrow().revision(), ANN);
        store.close();
        assertEquals(Set.of(), threads());
      }
      assertEquals(0, pool.getHikariPoolMXBean().getActiveConnections());
      assertEquals(List.of(), log.warnings());
    }
    Await.until("one connection, the one that asks", () -> connections() == 1);
  }

  private static Set<String> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(name -> name.startsWith("jackstaff"))
        .collect(Collectors.toSet());
  }

  private int connections() {
    return Databases.count(
        source, "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()");
  }

  @Test
  void start_withoutADatabase_takesTheLastKnownGoodSet_elseTheFallback_elseFails()
      throws Exception {
    PGSimpleDataSource nowhere = new PGSimpleDataSource();
    nowhere.setURL("jdbc:postgresql://127.0.0.1:1/none");
    nowhere.setConnectTimeout(1);
    Path file = directory.resolve("last.json");
    FlagSet known;
    try (JdbcFlagStore store = builder().lastKnownGood(file).build()) {
      store.putSegment("team", dev.jackstaff.model.Condition.is("role", "x"), null, ANN);
      store.put(Flag.percentage("a", 5), null, ANN);
      known = store.flags();
    }
    FlagSet fallback = FlagSet.of(Flag.on("fallback"));
    try (JdbcFlagStore store =
        JdbcFlagStore.builder(nowhere).lastKnownGood(file).fallback(fallback).build()) {
      assertEquals(known, store.flags());
      assertEquals(StoreStatus.State.STALE, store.status().state());
    }
    Files.writeString(file, "{ half");
    try (JdbcFlagStore store =
        JdbcFlagStore.builder(nowhere).lastKnownGood(file).fallback(fallback).build()) {
      assertEquals(fallback, store.flags());
    }
    try (JdbcFlagStore store = JdbcFlagStore.builder(nowhere).startEmpty(true).build()) {
      assertEquals(FlagSet.empty(), store.flags());
    }
    StoreException refused =
        assertThrows(StoreException.class, () -> JdbcFlagStore.builder(nowhere).build());
    assertTrue(
        refused.getMessage().startsWith("feature_flags cannot be read: "), refused.getMessage());
    assertTrue(
        refused.getMessage().contains("Connection to 127.0.0.1:1 refused"), refused.getMessage());
    assertEquals(Set.of(), threads());
  }

  @Test
  void start_withoutTables_failsAndSaysWhatWouldHelp() {
    StoreException refused =
        assertThrows(StoreException.class, () -> JdbcFlagStore.builder(source).build());
    assertTrue(refused.getMessage().contains("createTables(true)"), refused.getMessage());
    try (JdbcFlagStore store =
        JdbcFlagStore.builder(source).startEmpty(true).refresh(Duration.ofMillis(50)).build()) {
      assertFalse(store.flags().find("a").isPresent());
      try (JdbcFlagStore other = builder().build()) {
        other.put(Flag.on("a"), null, ANN);
      }
      untilFlag(store, "a");
      untilReady(store);
    }
  }
}
