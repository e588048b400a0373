package dev.jackstaff.guard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jackstaff.Await;
import dev.jackstaff.FeatureFlags;
import dev.jackstaff.model.Flag;
import dev.jackstaff.model.FlagSet;
import dev.jackstaff.model.Guard;
import dev.jackstaff.store.Databases;
import dev.jackstaff.store.JdbcFlagStore;
import dev.jackstaff.store.OwnPostgres;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Three nodes on a PostgreSQL that is hurt while they find that a rollout does harm. The flag is
 * off on every node that can know, off everywhere once all can talk, and no other flag is touched.
 */
final class GuardChaosIT {
  private static final Duration NEVER = Duration.ofDays(1);
  private static final AtomicInteger COUNT = new AtomicInteger();
  @TempDir static Path data;
  private static OwnPostgres server;

  private final List<FaultyDatabase> databases = new ArrayList<>();
  private final List<FeatureFlags> nodes = new ArrayList<>();
  private final List<RolloutGuard> guards = new ArrayList<>();
  private final List<GuardVerdict> heard = new CopyOnWriteArrayList<>();
  private volatile Duration skew = Duration.ZERO;
  private PGSimpleDataSource admin;

  /** A fault that begins before the verdict or with it. */
  enum Fault {
    RIGHTS_REVOKED,
    DISK_FULL,
    NODE_CUT_OFF,
    CLOCK_AHEAD,
    CLOCK_BEHIND
  }

  @BeforeAll
  static void startServer() throws Exception {
    server = new OwnPostgres(data.resolve("postgres"));
  }

  @AfterAll
  static void stopServer() throws Exception {
    server.close();
  }

  @AfterEach
  void close() {
    nodes.forEach(FeatureFlags::close);
  }

  private static Flag guarded(String name) {
    return Flag.builder(name).percentage(50).guard(Guard.builder().build()).build();
  }

  private void open() {
    admin = server.database("guards" + COUNT.incrementAndGet());
    JdbcFlagStore.builder(admin)
        .createTables(true)
        .initial(FlagSet.of(guarded("checkout"), guarded("banner")))
        .build()
        .close();
    Databases.run(
        admin,
        "DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'app') THEN"
            + " CREATE ROLE app LOGIN; END IF; END $$",
        "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO app");
    PGSimpleDataSource app = new PGSimpleDataSource();
    app.setURL(admin.getURL());
    app.setUser("app");
    for (int i = 0; i < 3; i++) {
      FaultyDatabase database = new FaultyDatabase(app);
      JdbcFlagStore store =
          JdbcFlagStore.builder(database.source()).refresh(Duration.ofMillis(200)).build();
      boolean first = i == 0;
      FeatureFlags node =
          FeatureFlags.builder(store)
              .clock(() -> first ? Instant.now().plus(skew) : Instant.now())
              .build();
      databases.add(database);
      nodes.add(node);
      guards.add(RolloutGuard.builder(node).listener(heard::add).interval(NEVER).attach());
    }
    guards.forEach(RolloutGuard::look);
  }

  private void begin(Fault fault) {
    switch (fault) {
      case RIGHTS_REVOKED -> Databases.run(admin, "REVOKE UPDATE ON feature_flags FROM app");
      case DISK_FULL ->
          Databases.run(
              admin,
              "CREATE FUNCTION disk_full() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION"
                  + " 'no space left on device' USING ERRCODE = '53100'; END $$",
              "CREATE TRIGGER disk_full BEFORE UPDATE ON feature_flags"
                  + " FOR EACH ROW EXECUTE FUNCTION disk_full()");
      case NODE_CUT_OFF -> databases.get(0).beforeKill(() -> databases.get(0).away(true));
      case CLOCK_AHEAD -> skew = Duration.ofHours(1);
      case CLOCK_BEHIND -> skew = Duration.ofHours(-1);
    }
  }

  private void end(Fault fault) {
    switch (fault) {
      case RIGHTS_REVOKED -> Databases.run(admin, "GRANT UPDATE ON feature_flags TO app");
      case DISK_FULL -> Databases.run(admin, "DROP TRIGGER disk_full ON feature_flags");
      case NODE_CUT_OFF -> databases.get(0).away(false);
      case CLOCK_AHEAD, CLOCK_BEHIND -> skew = Duration.ZERO;
    }
  }

  private boolean isKilled(int node) {
    return nodes.get(node).definitions().find("checkout").orElseThrow().isKilled();
  }

  private boolean areKilled() {
    return isKilled(0) && isKilled(1) && isKilled(2);
  }

  /** All nodes look, and the first ones first. */
  private boolean look() {
    guards.forEach(RolloutGuard::look);
    return true;
  }

  private static boolean isWritten(PGSimpleDataSource database) {
    return Databases.count(
            database,
            "SELECT count(*) FROM feature_flags WHERE name = 'checkout' AND definition::text"
                + " LIKE '%killed%'")
        == 1;
  }

  @ParameterizedTest
  @EnumSource
  void fault_whileARolloutIsHalted_leavesItOffWhereItIsKnown_andOffEverywhereAfterwards(
      Fault fault) {
    open();
    Traffic traffic = new Traffic("checkout");
    nodes.forEach(node -> traffic.send(node, 20, 0, 0));
    look();
    begin(fault);
    nodes.forEach(node -> traffic.send(node, 60, 0.95, 0.002));
    Await.until("off where it is known", () -> look() && areKilled());
    boolean waits = fault == Fault.RIGHTS_REVOKED || fault == Fault.DISK_FULL;
    assertTrue(!waits || !isWritten(admin), "it cannot be written yet");
    end(fault);
    Await.until("off everywhere, and written", () -> look() && areKilled() && isWritten(admin));
    for (FeatureFlags node : nodes) {
      assertTrue(!node.definitions().find("banner").orElseThrow().isKilled(), "the innocent flag");
    }
    assertEquals(List.of(), heard.stream().filter(it -> !it.flag().equals("checkout")).toList());
  }
}
